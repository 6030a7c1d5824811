/**
 * What a treatment tells the network, and where it puts the noise, in Python.
 * @module
 */
import { block, pythonLiteral as py } from "../python/literal.ts";
import type { EmitPlan } from "./plan.ts";
import type { TreatmentConfig } from "../../treatments/registry.ts";

/** A treatment in Python. */
export interface TreatmentPython {
  /** The constants that its code names. */
  readonly constants: string;
  /** The function `condition`; empty where the network is told the time itself. */
  readonly code: string;
  /** What the network is told at a time, as an expression. */
  readonly told: (time: string) => string;
  /** Whether the noise lies at `condition(t)`, in place of t. */
  readonly movesNoise: boolean;
}

/** A function of t: its docstring and body, which begins after the def line. */
type Body = {
  readonly constants?: string;
  readonly about: string;
  readonly body: string;
  readonly movesNoise?: boolean;
};

/** By kind; each names the same numbers as its entry in `lib/treatments/`. Undefined tells the time itself. */
const bodies: {
  readonly [K in TreatmentConfig["kind"]]: (
    config: Extract<TreatmentConfig, { kind: K }>,
    plan: EmitPlan,
  ) => Body | undefined;
} = {
  ddpm: () => undefined,
  "e-tsdm": ({ until, intervals }) => ({
    constants: `UNTIL, INTERVALS = ${py(until)}, ${intervals}  # t̃ and n of E-TSDM`,
    about: "f(t) of E-TSDM: below t̃ the start of t's sub-interval, else t (Yang et al. 2024).",
    body: `i = torch.floor(t * INTERVALS / UNTIL)
    # The quotient may round across an end; the end itself decides.
    i = torch.where((i + 1) * UNTIL / INTERVALS <= t, i + 1, torch.where(i * UNTIL / INTERVALS > t, i - 1, i))
    return torch.where(t < UNTIL, i * UNTIL / INTERVALS, t)`,
  }),
  remap: ({ exponent }, { path }) => ({
    constants: `EXPONENT, SPAN = ${py(exponent)}, ${py(path.steps ?? path.noisiest)}`,
    about: "g(t) of Remap: a power of t, whose slope at 0 is infinite.",
    body: "return SPAN * (t / SPAN) ** EXPONENT",
  }),
  "log-snr": ({ scale }) => ({
    constants: `LOG_SNR_SCALE = ${py(scale)}`,
    about: "The log-SNR λ = ln(α²/σ²), scaled to the length of a path.",
    body: `alpha, sigma = levels(t)
    return LOG_SNR_SCALE * 2 * torch.log(alpha / sigma).flatten()`,
  }),
  sigma: ({ scale }) => ({
    constants: `SIGMA_SCALE = ${py(scale)}`,
    about: "σ itself, scaled to the length of a path.",
    body: `_, sigma = levels(t)
    return SIGMA_SCALE * sigma.flatten()`,
  }),
  quantised: ({ until, intervals }, { path }) => ({
    constants: `UNTIL, INTERVALS = ${py(until)}, ${intervals}  # below t̃ the noise takes n levels`,
    about: "The middle of t's sub-interval below t̃: where the noise is, and what the network is told.",
    body: `i = torch.floor(t * INTERVALS / UNTIL).clamp(max=INTERVALS - 1)
    middle = (i + 0.5) * UNTIL / INTERVALS
    return torch.where(t < UNTIL, ${path.steps === undefined ? "middle" : "torch.floor(middle - 0.5)"}, t)`,
    movesNoise: true,
  }),
  // A penalty in the loss, and other noise levels.
  regularised: () => undefined,
  "mod-ns": () => undefined,
};

/**
 * A treatment in Python.
 * @param plan The run.
 * @returns The code.
 * @throws {RangeError} If the treatment has no Python.
 */
export function treatmentPython(plan: EmitPlan): TreatmentPython {
  const { treatment: config, network: { timeScale } } = plan.training;
  if (!Object.hasOwn(bodies, config.kind)) {
    throw new RangeError(`Cannot emit for accelerate: the treatment ${config.kind} has no Python yet`);
  }
  const make = bodies[config.kind] as (config: TreatmentConfig, plan: EmitPlan) => Body | undefined;
  const made = make(config, plan), scaled = timeScale !== 1;
  return {
    constants: block(
      made?.constants,
      scaled && `TIME_SCALE = ${py(timeScale)}  # what multiplies f(t) before it is embedded`,
    ),
    code: made === undefined ? "" : `def condition(t):
    """${made.about}"""
    ${made.body}`,
    told: (time) => `${scaled ? "TIME_SCALE * " : ""}${made === undefined ? time : `condition(${time})`}`,
    movesNoise: made?.movesNoise ?? false,
  };
}
