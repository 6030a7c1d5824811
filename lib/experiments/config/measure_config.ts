/**
 * What a run measures of its network beside its samples, as plain data.
 * @module
 */
import defer * as z from "zod";
import { once } from "../../numerics/once.ts";

/** A curve over time that is measured of a trained network. `edges` are shares of the path where intervals end. */
export type MeasureConfig =
  /** E ‖ε̂ − ε*‖² by interval, where the data's ideal predictor is known, from `points` points at each of 20 times. */
  | { readonly kind: "oracle-error"; readonly edges: readonly number[]; readonly points: number }
  /**
   * K(t, t′) of `pairs` pairs of times up to the share `until` of the path, of `points` points each: neighbours, or in
   * discrete time steps that lie `apart`.
   */
  | {
    readonly kind: "lipschitz";
    readonly until: number;
    readonly pairs: number;
    readonly points: number;
    readonly apart?: number;
  }
  /** E ‖ε̂(x_t + s η, t) − ε‖² by interval, η standard normal, for each scale s: the input perturbed. */
  | {
    readonly kind: "perturbed";
    readonly scales: readonly number[];
    readonly edges: readonly number[];
    readonly points: number;
  }
  /**
   * The excess variance of the sampler's own states over σ_t², of `points` walks, in the `share` of all directions in which
   * the data vary least: the perturbation s² that they amount to, over σ_t².
   */
  | { readonly kind: "sampler-states"; readonly share: number; readonly points: number }
  /** By how much the training loss of each recorded interval still changed over the last third of training. */
  | { readonly kind: "loss-trend" };

/** More pairs or points are a mistake rather than a measurement. */
const MOST = 1_000_000;

const edges = once(() =>
  z.array(z.number().min(0).max(1)).min(2).default([0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.2, 0.5, 1])
);

/** The schema of a curve that is measured. */
export const measureSchema: () => z.ZodType<MeasureConfig> = once(() =>
  z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("oracle-error"), edges: edges(), points: z.int().min(1).max(MOST).default(128) }),
    z.strictObject({
      kind: z.literal("lipschitz"),
      until: z.number().positive().max(1).default(0.12),
      pairs: z.int().min(1).max(MOST).default(120),
      points: z.int().min(2).max(MOST).default(64),
      apart: z.int().min(2).max(MOST).optional(),
    }),
    z.strictObject({
      kind: z.literal("perturbed"),
      scales: z.array(z.number().min(0)).min(1).default([0, 0.02, 0.05, 0.1]),
      edges: edges(),
      points: z.int().min(2).max(MOST).default(512),
    }),
    z.strictObject({
      kind: z.literal("sampler-states"),
      share: z.number().positive().max(1).default(0.1),
      points: z.int().min(2).max(4096).default(512),
    }),
    z.strictObject({ kind: z.literal("loss-trend") }),
  ])
);
