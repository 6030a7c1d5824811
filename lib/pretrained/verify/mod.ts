/**
 * Whether a model opened here says what its authors published that it says.
 * @module
 */
export * from "./published.ts";
export * from "./torch_normals.ts";
