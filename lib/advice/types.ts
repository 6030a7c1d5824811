/**
 * What advice is asked about, and what an advice says.
 * @module
 */
import type { Interval } from "../numerics/stats.ts";
import type { Oracle } from "../oracle/oracle.ts";
import type { SamplerLevel } from "../samplers/noise_path.ts";
import type { NoisePath } from "../samplers/noise_path.ts";

/**
 * Something that predicts noise, with the law of its data: what every advice is computed from.
 * @category Advice
 */
export interface AdviceSubject {
  /** What it is, for tables and figures. */
  readonly name: string;
  /** Whether it is an exact `law`, the empirical law of `points`, or a `network`. */
  readonly kind: "law" | "points" | "network";
  /** d. */
  readonly dimension: number;
  /** The law of the data, which draws x_t; of a network, the empirical law of its data. */
  readonly law: Oracle;
  /** The noise levels that a network learned; absent where every path is right. */
  readonly path?: NoisePath;
  /**
   * The predicted noise.
   * @param x n points, n × d.
   * @param level Where their noise is.
   * @returns n × d.
   */
  eps(x: Float64Array, level: SamplerLevel): Float64Array | Promise<Float64Array>;
  /**
   * The Jacobian of the predicted noise in x times a tangent.
   * @param x n points, n × d.
   * @param level Where their noise is.
   * @param tangent n × d.
   * @returns n × d.
   */
  jacobian(x: Float64Array, level: SamplerLevel, tangent: Float64Array): Float64Array | Promise<Float64Array>;
  /**
   * ∂ε̂/∂λ at fixed x, λ the log-SNR.
   * @param x n points, n × d.
   * @param level Where their noise is.
   * @param path The path on which a network is told its times.
   * @returns n × d.
   */
  slope(x: Float64Array, level: SamplerLevel, path: NoisePath): Float64Array | Promise<Float64Array>;
}

/**
 * A curve with its intervals.
 * @category Advice
 */
export interface AdviceCurve {
  /** What it is, for the legend. */
  readonly label: string;
  /** Where. */
  readonly x: readonly number[];
  /** What was found there. */
  readonly y: readonly number[];
  /** The ends of the intervals, where there are any. */
  readonly band?: { readonly low: readonly number[]; readonly high: readonly number[] };
}

/**
 * A further number of an advice.
 * @category Advice
 */
export interface AdviceAside {
  /** What it is, or what it is a factor on. */
  readonly what: string;
  /** The number with its interval. */
  readonly value: Interval;
  /** Of a factor: whether its whole interval lies beyond one per cent of 1, on either side. */
  readonly distinguishable?: boolean;
}

/**
 * What an advice is about.
 * @category Advice
 */
export type AdviceTopic = "stop" | "draw" | "tell" | "share" | "schedule";

/**
 * One advice.
 * @category Advice
 */
export interface Advice {
  /** What it is about. */
  readonly topic: AdviceTopic;
  /** What to do, in words with numbers. */
  readonly choice: string;
  /** For which subject, path, sampler and budget it holds. */
  readonly holds: string;
  /**
   * What ignoring it costs: a factor on `costs`, 1 where nothing is lost, judged on points that the choice did not see
   * where the choice was made among several.
   */
  readonly cost: Interval;
  /** What the cost is a factor on, and against what. */
  readonly costs: string;
  /** Whether the cost can be told from nothing: its whole interval lies beyond 1.01, a loss of one per cent. */
  readonly distinguishable: boolean;
  /** What else was found on the way. */
  readonly asides?: readonly AdviceAside[];
  /** What it says nothing of. */
  readonly unsaid: string;
  /** The curves that it comes from. */
  readonly curves: readonly AdviceCurve[];
  /** What lies along the curves. */
  readonly axes: { readonly x: string; readonly y: string };
}
