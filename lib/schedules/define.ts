/**
 * The two steps that all schedules share: completing α and σ to a noise level, and guarding the arguments.
 * @module
 */
import { checkNumber } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { type Shown, shown } from "../numerics/shown.ts";
import { solveLogSnr } from "./solve_log_snr.ts";
import type { NoiseLevel, Origin, Schedule } from "./types.ts";

/** α, σ and their derivatives at one time, each free of cancellation. */
export interface AlphaSigma {
  /** α. */
  readonly alpha: number;
  /** dα/dt. */
  readonly dAlpha: number;
  /** d²α/dt². */
  readonly d2Alpha: number;
  /** σ. */
  readonly sigma: number;
  /** dσ/dt. */
  readonly dSigma: number;
  /** d²σ/dt². */
  readonly d2Sigma: number;
}

/**
 * What makes a schedule: its names, its behaviour at 0, its level, and its inverse where there is a closed form.
 * @category Schedules
 */
export interface ScheduleDefinition {
  /** The schedule's name. */
  readonly name: string;
  /** Its definition in TeX. */
  readonly tex: string;
  /** Its behaviour at t = 0. */
  readonly origin: Origin;
  /** The level at a time that is known to lie in [0, 1]. */
  readonly at: (t: number) => NoiseLevel;
  /** The time of a log-SNR that is known to be in range; found by Newton's method where absent. */
  readonly timeAt?: (logSnr: number) => number;
}

/**
 * Completes α and σ to a noise level.
 *
 * λ = 2 ln(α/σ), λ′ = 2(α′/α − σ′/σ), λ″ = 2(α″/α − (α′/α)² − σ″/σ + (σ′/σ)²). As α′ ≤ 0 ≤ σ′, nothing cancels in λ′.
 * At σ = 0 and α = 0 the limits of λ and its derivatives are infinite.
 * @param t The time.
 * @param parts α, σ and their derivatives at t.
 * @returns The noise level.
 */
export function noiseLevel(t: number, parts: AlphaSigma): NoiseLevel {
  const { alpha, dAlpha, d2Alpha, sigma, dSigma, d2Sigma } = parts;
  if (sigma === 0) return { t, ...parts, logSnr: Infinity, dLogSnr: -Infinity, d2LogSnr: Infinity };
  if (alpha === 0) return { t, ...parts, logSnr: -Infinity, dLogSnr: -Infinity, d2LogSnr: -Infinity };
  const a = dAlpha / alpha, s = dSigma / sigma;
  return {
    t,
    ...parts,
    logSnr: 2 * Math.log(alpha / sigma),
    dLogSnr: 2 * (a - s),
    d2LogSnr: 2 * ((d2Alpha - a * dAlpha) / alpha + (s * dSigma - d2Sigma) / sigma),
  };
}

/**
 * Makes a schedule of its definition: adds the argument checks and, where it has none, the inverse.
 * @param definition The schedule's parts.
 * @returns The schedule.
 * @category Schedules
 */
export function defineSchedule(definition: ScheduleDefinition): Schedule {
  checkArguments("defineSchedule", arguments);
  const { name, tex, origin } = definition;
  const at = (t: number): NoiseLevel => {
    checkNumber(`evaluate the ${name} schedule`, "t", t, 0, 1);
    return definition.at(t);
  };
  const lowest = definition.at(1).logSnr;
  const timeAt = (logSnr: number): number => {
    // Rounding may carry λ(1) itself past the end: a few units in the last place are forgiven.
    const slack = 1e-12 * Math.max(1, Number.isFinite(lowest) ? Math.abs(lowest) : 1);
    checkNumber(`invert the ${name} schedule`, "logSnr", logSnr, lowest - slack, Infinity);
    if (logSnr === Infinity) return 0;
    if (logSnr <= lowest) return 1;
    const t = definition.timeAt === undefined ? solveLogSnr(definition.at, logSnr) : definition.timeAt(logSnr);
    return Math.min(1, Math.max(0, t));
  };
  return shown({ name, tex, origin, at, timeAt }, describe);
}

function describe({ name, tex, origin, at }: Schedule): Shown {
  const { alphaSlope, sigmaExponent, slowlyVarying } = origin, last = at(1);
  const text = (value: number) => String(Number(value.toPrecision(4)));
  return {
    heading: `Schedule ${name}`,
    tex,
    rows: [
      ["dα/dt at t = 0", text(alphaSlope)],
      ["|dσ/dt| as t → 0", `~ t^${text(sigmaExponent)}${slowlyVarying ? " up to slower factors" : ""}`],
      ["log-SNR", `${text(at(0.01).logSnr)} at t = 0.01, ${text(at(0.5).logSnr)} at 0.5, ${text(last.logSnr)} at 1`],
    ],
  };
}
