/**
 * What turns a configuration into numbers, as the store and the engines see it.
 * @module
 */
import type { DataProvenance } from "../store/provenance.ts";
import type { RunConfig } from "../config/run_config.ts";
import type { RunScores } from "../store/scores.ts";

/** The file in a network's folder that says that it is trained. */
export const WEIGHTS_FILE = "weights.safetensors";

/** What an executor is given besides the configuration. */
export interface ExecutionContext {
  /** Aborted when the work is to stop: what was done is kept in the folder, and the reason thrown. */
  readonly signal: AbortSignal;
  /** A folder for what runs share, such as the classifier of a data set. */
  readonly shared: string;
  /** A line for the log. */
  readonly say: (line: string) => void;
}

/** A network to be trained and the folder that it is to be left in. */
export interface TrainingJob {
  /** A run of the network; its sampler and metrics do not matter. */
  readonly config: RunConfig;
  /** The network's folder, which may hold a checkpoint. */
  readonly folder: string;
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
   * Trains networks that differ in their seed alone, together where there are several; leaves
   * {@linkcode WEIGHTS_FILE} in each folder.
   */
  train(jobs: readonly TrainingJob[], context: ExecutionContext): Promise<void>;
  /**
   * Whether a network is trained and its file whole; one that is damaged is taken away, so that training it again goes on
   * from its checkpoint. That there is such a file is enough unless told.
   */
  isTrained?(job: TrainingJob, context: ExecutionContext): Promise<boolean>;
  /** Draws a run's samples and measures. */
  evaluate(config: RunConfig, folders: RunFolders, context: ExecutionContext): Promise<RunEvaluation>;
  /** The backend that is used and what runs it; null before one was started. */
  backend(): string | null;
}
