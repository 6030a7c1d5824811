/**
 * What a run has measured.
 * @module
 */
import defer * as z from "zod";
import { once } from "../../numerics/once.ts";

/** One number of a run. */
export interface Score {
  /** What was measured, such as "energy distance" or "FCD". */
  readonly metric: string;
  /** The number; null where it is not finite. */
  readonly value: number | null;
  /** Lower end of its 95 % interval over samples; null where there is none. */
  readonly low: number | null;
  /** Upper end. */
  readonly high: number | null;
  /** How many samples are behind it. */
  readonly n: number;
  /** The seed of all that was drawn for it. */
  readonly seed: number;
}

/** A point of a curve: at a time, or over the interval from `time` to `until`. */
export interface CurvePoint {
  /** The time. */
  readonly time: number;
  /** The end of the interval, where it is one. */
  readonly until?: number;
  /** The number; null where it is not finite. */
  readonly value: number | null;
  /** Lower end of its 95 % interval; null where there is none. */
  readonly low: number | null;
  /** Upper end. */
  readonly high: number | null;
}

/** A curve over time, for figures. */
export interface Curve {
  /** What was measured, such as "K(t, t′)". */
  readonly curve: string;
  /** What time counts: "step" or "t". */
  readonly unit: string;
  /** How many samples are behind each point. */
  readonly n: number;
  /** The seed of all that was drawn for it. */
  readonly seed: number;
  /** The points, in order of time. */
  readonly points: readonly CurvePoint[];
}

/**
 * What a run has measured.
 * @category Experiments
 */
export interface RunScores {
  /** One number each. */
  readonly scores: readonly Score[];
  /** Curves over time. */
  readonly curves: readonly Curve[];
}

/** The numbers that every score and every point of a curve has, in files. */
export const intervalShape: () => Readonly<Record<"value" | "low" | "high", z.ZodType<number | null>>> = once(() => ({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
}));

/** What a curve is, in files. */
export const curveShape: () => { readonly [K in keyof Curve]: z.ZodType<Curve[K]> } = once(() => ({
  curve: z.string(),
  unit: z.string(),
  n: z.int(),
  seed: z.int(),
  points: z.array(z.strictObject({ time: z.number(), until: z.number().optional(), ...intervalShape() })),
}));

/** What scores are, in files. */
export const scoresShape: () => { readonly [K in keyof RunScores]: z.ZodType<RunScores[K]> } = once(() => ({
  scores: z.array(z.strictObject({ metric: z.string(), ...intervalShape(), n: z.int(), seed: z.int() })),
  curves: z.array(z.strictObject(curveShape())),
}));

/**
 * What a curve of K is called in tables.
 * @param apart How many steps lie between both times; neighbours unless told.
 * @returns Such as "K(t, t + 10)"; "K(t, t′)" of neighbours.
 */
export function slopeName(apart: number = 1): string {
  return apart === 1 ? "K(t, t′)" : `K(t, t + ${apart})`;
}

/**
 * What the curve of an error at perturbed inputs is called in tables.
 * @param scale s, the standard deviation of what is added to the input.
 * @returns Such as "squared error, input perturbed by 0.1".
 * @category Studies
 */
export function perturbedCurve(scale: number): string {
  return `squared error, input perturbed by ${scale}`;
}

/** What the curve of a run's measure "sampler-states" is called in tables. */
export const STATES_CURVE = "excess variance of the sampler’s states, over σ²";

/** What the curve of a run's measure "loss-trend" is called in tables. */
export const TREND_CURVE = "change of the loss over the last third of training";
