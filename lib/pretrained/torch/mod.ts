/**
 * Arrays by name out of checkpoints: PyTorch's files, read and never run, and safetensors.
 * @module
 */
export * from "./arrays.ts";
export * from "./read_torch.ts";
export * from "./tensor.ts";
