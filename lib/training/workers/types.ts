/**
 * What the page and a training worker say to each other.
 * @module
 */
import type { NetworkConfig } from "../../nn/config.ts";
import type { Examples } from "../examples.ts";
import type { LossRecord } from "../history.ts";
import type { LoopEnd, LoopState } from "../loop.ts";
import type { LoopPlan, TrainingProgress } from "../options.ts";

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

/** To a worker that computes gradients or predictions: what it shares with the page, or parts of a batch. */
export type ToGradientWorker =
  | {
    readonly kind: "start";
    readonly backend: string;
    readonly network: NetworkConfig;
    /** The network's parameters in shared memory, written by the page. */
    readonly parameters: Float32Array;
    /** The gradient of each part in shared memory, written by the worker that computes it. */
    readonly gradients: readonly Float32Array[];
  }
  | {
    readonly kind: "batch";
    readonly examples: Examples;
    /** Which parts to compute, of how many. */
    readonly parts: readonly number[];
    readonly of: number;
    /** The random stream of the training step. */
    readonly dropout: { readonly seed: number; readonly stream: string };
  }
  | ({ readonly kind: "forward" } & SentSamples);

/** Samples that a network is asked about, as plain data. */
export interface SentSamples {
  /** x, n × shape. */
  readonly x: Float32Array;
  /** What the network is told of each sample's time, n numbers. */
  readonly conditions: Float64Array;
  /** The class of each, where there are any. */
  readonly labels?: Int32Array;
  /** The picture beside each, where there are any. */
  readonly image?: Float32Array;
}

/** From such a worker: the losses of each part that it was given, the prediction, or what went wrong. */
export type FromGradientWorker =
  | { readonly kind: "done"; readonly values: Float32Array[] }
  | { readonly kind: "failed"; readonly name: string; readonly message: string };
