/**
 * Training: examples and the loop that moves the parameters.
 * @module
 */
export { loadCheckpoint } from "./checkpoints/checkpoint.ts";
export { loadWeights, saveWeights } from "./checkpoints/weights.ts";
export type { ScheduleOptions } from "./config/schedule_config.ts";
export {
  type TrainingConfig,
  trainingConfig,
  type TrainingConfigOptions,
  trainingOf,
} from "./config/training_config.ts";
export { type ImageData, pointData, type TrainingData } from "./data.ts";
export { LossHistory } from "./history.ts";
export type { OptimiserOptions } from "./optimiser.ts";
export { planTraining, type TrainingPlan, type TrainingProgress, type TrainOptions } from "./options.ts";
export { DivergenceError } from "./runs/divergence.ts";
export { trainSeeds } from "./runs/seeds.ts";
export { trainTogether } from "./runs/together.ts";
export { train } from "./runs/train.ts";
export { coarsePictures, superResolution } from "./super_resolution.ts";
export { CellInterruptError } from "../io/process/cell_interrupt.ts";
export { InterruptError, interruptible } from "../io/process/interruptible.ts";
