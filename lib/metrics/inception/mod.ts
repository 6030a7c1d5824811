/**
 * The Inception network of the Fréchet inception distance, with the weights that pytorch-fid uses.
 * @module
 */
export * from "./extractor.ts";
