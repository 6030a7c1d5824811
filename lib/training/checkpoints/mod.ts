/**
 * What a run keeps in files: checkpoints, logs and weights.
 * @module
 */
export { DamagedCheckpointsError, loadCheckpoint, saveCheckpoint } from "./checkpoint.ts";
export { firstWeightsFile, readFirstWeights, type WeightsReader } from "./first_weights.ts";
export * from "./weights.ts";
