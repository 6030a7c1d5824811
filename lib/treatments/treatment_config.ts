/**
 * The treatments that configurations name.
 * @module
 */
import { z } from "zod";
import { identityCondition } from "../conditioning/identity_condition.ts";
import { logSnrCondition, sigmaCondition } from "../conditioning/noise_condition.ts";
import { quantiseNoise } from "../conditioning/quantise_noise.ts";
import { remap } from "../conditioning/remap.ts";
import { shareTimesteps } from "../conditioning/share_timesteps.ts";
import type { Condition } from "../conditioning/types.ts";
import { validate } from "../io/validate.ts";
import { modNsPath } from "../samplers/mod_ns_path.ts";
import type { NoisePath } from "../samplers/noise_path.ts";
import { spanOf } from "../objectives/path.ts";
import { type Treatment, untreated } from "./treatment.ts";
import { defined, type Written } from "../io/written.ts";

/** A treatment as plain JSON. Times are in the path's unit: steps where time is discrete, t in [0, 1] where continuous. */
export type TreatmentConfig =
  /** None. */
  | { readonly kind: "ddpm" }
  /** E-TSDM (Yang et al. 2024): times below `until` share the conditions of `intervals` sub-intervals. */
  | { readonly kind: "e-tsdm"; readonly until: number; readonly intervals: number }
  /** The network is told a power of the time, whose slope at 0 is infinite. */
  | { readonly kind: "remap"; readonly exponent: number }
  /** The network is told `scale` times the log-SNR. */
  | { readonly kind: "log-snr"; readonly scale: number }
  /** The network is told `scale` times σ. */
  | { readonly kind: "sigma"; readonly scale: number }
  /** The noise itself takes `intervals` levels below `until`, and the network is told which. */
  | { readonly kind: "quantised"; readonly until: number; readonly intervals: number }
  /** `weight` times the squared slope of ε̂ in time is added to the loss below `until` (see `Penalty`). */
  | {
    readonly kind: "regularised";
    readonly weight: number;
    readonly estimator: "difference" | "exact";
    readonly until: number;
    readonly delta: number;
  }
  /** The noise levels are reshaped below `until` so that dα/dt is 0 at the data. */
  | { readonly kind: "mod-ns"; readonly until: number };

/** A treatment as it may be written: what is left out is filled in by {@linkcode treatmentConfig}. */
export type TreatmentOptions = Written<TreatmentConfig>;

const share = { until: z.number().positive().optional(), intervals: z.int().min(1).optional() };

/** The schema of a treatment as it may be written. */
export const treatmentOptions: z.ZodType<TreatmentOptions, TreatmentOptions> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("ddpm") }),
  z.strictObject({ kind: z.literal("e-tsdm"), ...share }),
  z.strictObject({ kind: z.literal("remap"), exponent: z.number().positive().max(1).optional() }),
  z.strictObject({ kind: z.literal("log-snr"), scale: z.number().positive().optional() }),
  z.strictObject({ kind: z.literal("sigma"), scale: z.number().positive().optional() }),
  z.strictObject({ kind: z.literal("quantised"), ...share }),
  z.strictObject({
    kind: z.literal("regularised"),
    weight: z.number().min(0).optional(),
    estimator: z.enum(["difference", "exact"]).optional(),
    until: share.until,
    delta: z.number().positive().optional(),
  }),
  z.strictObject({ kind: z.literal("mod-ns"), until: share.until }),
]);

/**
 * Fills in a treatment's defaults: t̃ is a tenth of the path, of 5 sub-intervals; σ is told as if it were the time, and a
 * log-SNR of 20 as the whole path; the near time of a difference is one step or a thousandth of the path away.
 * @param options The treatment.
 * @param path The noise levels of the run.
 * @returns The full configuration.
 * @throws {TypeError} If a value has the wrong type.
 * @throws {RangeError} If the kind or a key is unknown, or a value out of range.
 */
export function treatmentConfig(options: TreatmentOptions, path: NoisePath): TreatmentConfig {
  const config = validate("configure a treatment", treatmentOptions, options);
  return { ...defaultsOf(path)[config.kind], ...defined(config) } as TreatmentConfig;
}

type Defaults = { readonly [K in TreatmentConfig["kind"]]: Extract<TreatmentConfig, { readonly kind: K }> };

function defaultsOf(path: NoisePath): Defaults {
  const span = spanOf(path), until = span / 10, intervals = 5, delta = path.steps === undefined ? span / 1000 : 1;
  return {
    "ddpm": { kind: "ddpm" },
    "e-tsdm": { kind: "e-tsdm", until, intervals },
    "remap": { kind: "remap", exponent: 0.5 },
    "log-snr": { kind: "log-snr", scale: span / 20 },
    "sigma": { kind: "sigma", scale: span },
    "quantised": { kind: "quantised", until, intervals },
    "regularised": { kind: "regularised", weight: 1, estimator: "difference", until, delta },
    "mod-ns": { kind: "mod-ns", until },
  };
}

/**
 * Makes the treatment that a configuration describes.
 * @param options The configuration.
 * @param path The noise levels of the run.
 * @returns The treatment; a pure function of the arguments.
 * @throws {TypeError} If a value has the wrong type.
 * @throws {RangeError} If the kind or a key is unknown, or a value out of range.
 */
export function makeTreatment(options: TreatmentOptions, path: NoisePath): Treatment {
  const config = treatmentConfig(options, path), identity = identityCondition();
  switch (config.kind) {
    case "ddpm":
      return untreated();
    case "e-tsdm":
      return { name: "E-TSDM", condition: shareTimesteps(config) };
    case "remap":
      return { name: "Remap", condition: remap({ exponent: config.exponent, scale: spanOf(path) }) };
    case "log-snr":
      return { name: "log-SNR condition", condition: scaled(config.scale, logSnrCondition(path.levelAt)) };
    case "sigma":
      return { name: "σ condition", condition: scaled(config.scale, sigmaCondition(path.levelAt)) };
    case "quantised": {
      const condition = quantiseNoise({ ...config, whole: path.steps !== undefined });
      return { name: "quantised noise", condition, noiseTime: condition };
    }
    case "regularised": {
      const { kind: _, ...penalty } = config;
      return { name: "Lipschitz regularisation", condition: identity, penalty };
    }
    case "mod-ns":
      return { name: "Mod-NS", condition: identity, path: modNsPath(path, config.until) };
  }
}

function scaled(scale: number, condition: Condition): Condition {
  return (time) => scale * condition(time);
}
