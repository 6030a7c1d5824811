/**
 * What turns a configuration into numbers, as the store and the engines see it.
 * @module
 */
import type { DataProvenance } from "../store/provenance.ts";
import type { PlannedRun } from "../config/planned_run.ts";
import type { WeightsFinder } from "../config/run_content.ts";
import type { RunConfig } from "../config/run_config.ts";
import type { RunScores } from "../store/scores.ts";

/** How far a part of a run is. */
export interface RunProgress {
  /** What is being done, such as "seed 0" or "samples". */
  readonly label: string;
  /** Steps done. */
  readonly step: number;
  /** Steps in all. */
  readonly steps: number;
  /** The loss of late, of training. */
  readonly loss?: number;
  /** Milliseconds of a step of late. */
  readonly millisecondsPerStep?: number;
  /** Tensors alive. */
  readonly tensors?: number;
}

/** What an executor is given besides the configuration. */
export interface ExecutionContext {
  /** Aborted when the work is to stop: what was done is kept in the folder, and the reason thrown. */
  readonly signal: AbortSignal;
  /** A folder for what runs share, such as the classifier of a data set. */
  readonly shared: string;
  /** A line for the log. */
  readonly say: (line: string) => void;
  /** How far it is; nobody wants to know where it is missing. */
  readonly report?: (progress: RunProgress) => void;
  /** Finds the weights that a configuration names by `training.from`. */
  readonly weights: WeightsFinder;
}

/** A network to be trained and the folder that it is to be left in. */
export interface TrainingJob {
  /** A run of the network; its sampler and metrics do not matter. */
  readonly config: RunConfig;
  /** The network's folder, which may hold a checkpoint. */
  readonly folder: string;
  /** Folders of networks that differ in how long they were trained alone: their checkpoints may be gone on from. */
  readonly siblings?: readonly string[];
}

/** Where a run's files are. */
export interface RunFolders {
  /** The folder of its network, trained. */
  readonly network: string;
  /** The folder for what it leaves, such as samples. */
  readonly run: string;
}

/** What an evaluation finds. */
export interface RunEvaluation {
  /** The numbers. */
  readonly scores: RunScores;
  /** The data that were seen. */
  readonly data: DataProvenance;
}

/** Trains networks and measures them: pure functions of the configuration that leave files, and go on where they were. */
export interface Executor {
  /**
   * Checks a run before anything is trained for it: a dry pass over its data, network, sampler and metrics. Throws what would
   * be thrown later.
   */
  check(run: PlannedRun, context: ExecutionContext): Promise<void>;
  /** Whether the folder of a network holds its weights, whole; says so where they are damaged. */
  isTrained(folder: string, context: ExecutionContext): Promise<boolean>;
  /**
   * Trains networks that differ in their seed alone, together where there are several; leaves
   * `WEIGHTS_FILE` in each folder.
   */
  train(jobs: readonly TrainingJob[], context: ExecutionContext): Promise<void>;
  /** Draws a run's samples and measures. */
  evaluate(run: PlannedRun, folders: RunFolders, context: ExecutionContext): Promise<RunEvaluation>;
  /** The backend that is used and what runs it; null before one was started. */
  backend(): string | null;
}
