/**
 * What the loss weighs: which quantity is predicted, and how much an error counts at each noise level.
 * @module
 */
import defer * as z from "zod";
import { once } from "../numerics/once.ts";
import { checkNumber } from "../numerics/check.ts";
import { conversion } from "../oracle/convert.ts";
import { checkSignal, type NoisePath } from "../samplers/noise_path.ts";
import { spanOf } from "./path.ts";
import type { Written } from "../numerics/written.ts";

/**
 * What a network may predict; the three say the same (see `conversion`).
 * @category Objectives
 */
export type Target = "eps" | "x0" | "v";

/**
 * How much an error counts at each noise level.
 * @category Objectives
 */
export type LossWeight =
  /** 1 on ‖q − q̂‖² of one quantity, whichever is predicted: `eps` is DDPM's simple loss. */
  | { readonly kind: "uniform"; readonly of: Target }
  /** w = d ln(σ/α)/dt on ‖ε − ε̂‖², the bound on the likelihood (Yang et al. 2024, sec. 2), t in [0, 1]. */
  | { readonly kind: "vlb" }
  /** min(SNR, γ) on ‖x0 − x̂0‖² (Hang et al. 2023), SNR = α²/σ². */
  | { readonly kind: "min-snr"; readonly gamma: number }
  /** (ς² + σ_d²)/(ς σ_d)² on ‖x0 − x̂0‖² (Karras et al. 2022, table 1), ς = σ/α. */
  | { readonly kind: "edm"; readonly sigmaData: number };

/**
 * What the loss is.
 * @category Objectives
 */
export interface LossConfig {
  /** What the network predicts. */
  readonly prediction: Target;
  /** How much an error counts. */
  readonly weight: LossWeight;
}

/**
 * The loss as it may be written: what is left out is ‖ε − ε̂‖² with weight 1.
 * @category Objectives
 */
export interface LossOptions extends Partial<Pick<LossConfig, "prediction">> {
  /** How much an error counts. */
  readonly weight?: Written<LossWeight>;
}

const target = (): z.ZodType<Target, Target> => z.enum(["eps", "x0", "v"]);

/** The schema of the loss. */
export const lossConfig: () => z.ZodType<LossConfig, LossOptions> = once(() =>
  z.strictObject({
    prediction: target().default("eps"),
    weight: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("uniform"), of: target().default("eps") }),
      z.strictObject({ kind: z.literal("vlb") }),
      z.strictObject({ kind: z.literal("min-snr"), gamma: z.number().positive().default(5) }),
      z.strictObject({ kind: z.literal("edm"), sigmaData: z.number().positive().default(0.5) }),
    ]).prefault({ kind: "uniform" }),
  })
);

/**
 * The one coefficient of each sample on ‖target − output‖².
 *
 * Every weight is stated on the error of v, which is bounded at both ends of time: ‖ε − ε̂‖ = α‖v − v̂‖ and
 * ‖x0 − x̂0‖ = σ‖v − v̂‖, so that equivalent predictions have one loss.
 * @param loss What is predicted and how errors weigh.
 * @param path The noise levels.
 * @returns The coefficient at a time; undefined where it is 1 at all times. The function throws a `RangeError` that names
 * the time where the coefficient is not finite.
 */
export function lossCoefficient(
  { prediction, weight }: LossConfig,
  path: NoisePath,
): ((time: number) => number) | undefined {
  if (weight.kind === "uniform" && weight.of === prediction) return undefined;
  const ofV = weightOfV(weight, path);
  return (time) => {
    const [a] = conversion(prediction, "v", path.levelAt(time)), coefficient = a * a * ofV(time);
    checkNumber(`weigh the loss at time ${time}`, "the coefficient", coefficient, 0);
    return coefficient;
  };
}

function weightOfV(weight: LossWeight, path: NoisePath): (time: number) => number {
  switch (weight.kind) {
    case "uniform":
      return (time) => conversion("v", weight.of, path.levelAt(time))[0] ** 2;
    case "vlb":
      return (time) => {
        const { alpha, sigma, dLogSnr } = path.at(time);
        checkSignal("weigh the loss by the likelihood", `time ${time}`, { alpha, sigma });
        // ln(σ/α) = −λ/2; the path's unit is a step where time is discrete.
        return alpha * alpha * -dLogSnr / 2 * spanOf(path);
      };
    case "min-snr":
      return (time) => {
        const { alpha, sigma } = path.levelAt(time);
        return Math.min(alpha * alpha, weight.gamma * sigma * sigma);
      };
    case "edm":
      return (time) => {
        const { alpha, sigma } = path.levelAt(time);
        return (sigma / weight.sigmaData) ** 2 + alpha * alpha;
      };
  }
}
