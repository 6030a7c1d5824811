/**
 * What the page and a training worker say to each other.
 * @module
 */
import type { NetworkConfig } from "../nn/config.ts";
import type { LossRecord } from "./history.ts";
import type { TrainingPlan, TrainingProgress } from "./options.ts";

/** A training plan as plain data: functions are replaced by tables, the data by requests for batches. */
export interface SentPlan extends Omit<TrainingPlan, "network" | "data" | "condition"> {
  /** The backend to start. */
  readonly backend: string;
  /** The network's configuration. */
  readonly network: NetworkConfig;
  /** What is known of the data without asking. */
  readonly data: { name: string; shape: readonly number[]; count: number };
  /** What the network is told of each step of the grid. */
  readonly conditions: Float64Array;
}

/** The state of a network at the end of a run. */
export interface SentState {
  /** The moving average of the parameters. */
  readonly weights: Float32Array;
  /** The parameters. */
  readonly lastWeights: Float32Array;
  /** The losses. */
  readonly history: LossRecord;
}

/** To a worker: what to train, or the samples that it asked for. */
export type ToWorker =
  | { readonly kind: "plan"; readonly plan: SentPlan }
  | { readonly kind: "batch"; readonly id: number; readonly values: Float32Array };

/** From a worker: a request for samples, a report, the result, or what went wrong. */
export type FromWorker =
  | { readonly kind: "ask"; readonly id: number; readonly indices: Uint32Array }
  | { readonly kind: "progress"; readonly progress: TrainingProgress }
  | { readonly kind: "done"; readonly state: SentState }
  | { readonly kind: "diverged"; readonly step: number; readonly state: SentState }
  | { readonly kind: "failed"; readonly name: string; readonly message: string };
