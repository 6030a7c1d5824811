/**
 * A metric of samples as something that configurations name.
 * @module
 */
import type { PictureSet } from "../../datasets/types.ts";
import type { FeatureExtractor } from "../../metrics/features.ts";
import type { Interval } from "../../numerics/stats.ts";
import type { TrainingData } from "../../training/data.ts";

/** The data that samples are compared with. */
export interface MetricData {
  /** Their name and shape. */
  readonly training: Pick<TrainingData, "name" | "shape">;
  /** The pictures, where they are such. */
  readonly pictures?: PictureSet;
  /**
   * Data that were not trained on, where there are as many as are asked for.
   * @param count How many.
   * @param seed Everything drawn follows it.
   * @returns count × the size of one.
   */
  fresh(count: number, seed: number): Promise<Float64Array>;
  /**
   * What each sample should be, where it was told a part of it: in super-resolution.
   * @param count How many samples.
   * @param seed The run's seed.
   * @returns count × the size of one.
   */
  references?(count: number, seed: number): Promise<Float32Array>;
}

/** What metrics on features need. */
export interface Extractors {
  /** The data set's own small classifier. */
  classifier(): Promise<FeatureExtractor>;
  /** The Inception network. */
  inception(): Promise<FeatureExtractor>;
}

/** Samples to be compared with data. */
export interface Scored {
  /** n × the size of one. */
  readonly samples: Float32Array;
  /** The size of one. */
  readonly size: number;
  /** How many. */
  readonly n: number;
  /** What they are compared with. */
  readonly data: MetricData;
  /** What metrics on features need. */
  readonly extractors: Extractors;
  /** Everything drawn follows it. */
  readonly seed: number;
}

/** What a metric declares of itself; tests hold every entry of the registry to it. */
export interface MetricEntry {
  /** The word that names it. */
  readonly name: string;
  /** Where it comes from, in a line. */
  readonly source: string;
  /** Whether it is for pictures alone. */
  readonly pictures: boolean;
  /**
   * Checks that samples can be scored, before there are any: what must fail fails here.
   * @param count How many samples there will be.
   * @param data What they will be compared with; pictures where the metric is for such.
   */
  check(count: number, data: MetricData): void | Promise<void>;
  /**
   * Scores samples.
   * @param scored The samples.
   * @returns What was measured, as tables call it, and the number with its 95 % interval.
   */
  measure(scored: Scored): Promise<{ readonly metric: string; readonly interval: Interval }>;
}
