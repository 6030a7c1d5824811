/**
 * What the page and a training worker say to each other.
 * @module
 */
import type { NetworkConfig } from "../nn/config.ts";
import type { Examples } from "./examples.ts";
import type { LossRecord } from "./history.ts";
import type { LoopEnd } from "./loop.ts";
import type { LoopPlan, TrainingProgress } from "./options.ts";

/** What a worker is to do, as plain data: examples are made on the page, so that no function has to be sent. */
export interface SentPlan extends Omit<LoopPlan, "network"> {
  /** The backend to start. */
  readonly backend: string;
  /** The network's configuration. */
  readonly network: NetworkConfig;
}

/** What a loop leaves, as plain data. */
export interface SentEnd extends Omit<LoopEnd, "history"> {
  /** The losses. */
  readonly history: LossRecord;
}

/** To a worker: what to train, or the examples that it asked for. */
export type ToWorker =
  | { readonly kind: "plan"; readonly plan: SentPlan }
  | { readonly kind: "examples"; readonly step: number; readonly examples: Examples };

/** From a worker: a request for the examples of a step, losses, a report, the result, or what went wrong. */
export type FromWorker =
  | { readonly kind: "ask"; readonly step: number }
  | { readonly kind: "losses"; readonly times: Float64Array; readonly losses: ArrayLike<number> }
  | { readonly kind: "progress"; readonly progress: TrainingProgress }
  | { readonly kind: "done"; readonly end: SentEnd }
  | { readonly kind: "failed"; readonly name: string; readonly message: string };
