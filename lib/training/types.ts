/**
 * What the page and a training worker say to each other.
 * @module
 */
import type { NetworkConfig } from "../nn/config.ts";
import type { Examples } from "./examples.ts";
import type { LossRecord } from "./history.ts";
import type { LoopEnd, LoopState } from "./loop.ts";
import type { LoopPlan, TrainingProgress } from "./options.ts";

/** What a worker is to do, as plain data: examples are made on the page, so that no function has to be sent. */
export interface SentPlan extends Omit<LoopPlan, "network"> {
  /** The backend to start. */
  readonly backend: string;
  /** The network's configuration. */
  readonly network: NetworkConfig;
  /** Where to go on; at the beginning where not given. */
  readonly start?: SentState;
  /** After how many training steps the state is to be handed over to be saved; never where not given. */
  readonly saveEvery?: number;
}

/** A loop's state as plain data. */
export interface SentState extends Omit<LoopState, "history"> {
  /** The losses. */
  readonly history: LossRecord;
}

/** What a loop leaves, as plain data. */
export type SentEnd = SentState & Omit<LoopEnd, keyof LoopState>;

/** What a worker asks of the page and waits for: the examples of a step, that a report be heard or a state saved. */
export type Request =
  | { readonly kind: "examples"; readonly step: number }
  | { readonly kind: "progress"; readonly progress: TrainingProgress }
  | { readonly kind: "save"; readonly state: SentState };

/** To a worker: what to train, what it asked for, or to stop. */
export type ToWorker =
  | { readonly kind: "plan"; readonly plan: SentPlan }
  | { readonly kind: "answer"; readonly id: number; readonly answer?: Examples }
  | { readonly kind: "stop" };

/** From a worker: a request, losses, the result, or what went wrong. */
export type FromWorker =
  | { readonly kind: "request"; readonly id: number; readonly request: Request }
  | { readonly kind: "losses"; readonly step: number; readonly times: Float64Array; readonly losses: ArrayLike<number> }
  | { readonly kind: "done"; readonly end: SentEnd }
  | { readonly kind: "failed"; readonly name: string; readonly message: string };
