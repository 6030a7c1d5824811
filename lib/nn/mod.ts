/**
 * Networks: parameters as one flat vector, embeddings, the MLP and the U-Net.
 * @module
 */
export {
  type MlpConfig,
  type MlpOptions,
  type NetworkConfig,
  pocketUNet,
  type UNetConfig,
  type UNetOptions,
} from "./config.ts";
export { makeMlp } from "./mlp.ts";
export { countParameters, makeNetwork } from "./network.ts";
export { Parameters } from "./parameters.ts";
export type { Network } from "./types.ts";
export { makeUNet } from "./unet.ts";
