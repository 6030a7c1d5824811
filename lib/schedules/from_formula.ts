/**
 * Schedules written as a formula.
 * @module
 */
import type { BigNumber, MathNode } from "mathjs";
import { written } from "../numerics/check.ts";
import { defineSchedule, noiseLevel } from "./define.ts";
import type { ScheduleEntry } from "./entry.ts";
import { type Derivatives, FormulaDigits } from "./formula_digits.ts";
import { checkFalls } from "./formula_falls.ts";
import { readFormula } from "./formula_text.ts";
import { mathjs } from "./mathjs.ts";
import type { NoiseLevel, Origin, Schedule } from "./types.ts";

/**
 * The behaviour at 0 is measured where 1 − α is about these powers of ten: what is left of terms of higher powers is below
 * float64 in the first place, unless the powers are almost alike; then in the second.
 */
const NEAR = [-34, -200];
/** The last time before 1. */
const LAST = 1 - Number.EPSILON / 2;

/**
 * Makes a schedule of a formula for α(t), differentiated symbolically.
 *
 * Where α is near 1 or 0 the formula and its derivatives are evaluated in 96 decimal digits, and more where 1 − α asks for
 * them, and rounded at the end, so that σ = √(1 − α²) and its derivatives keep float64's accuracy however small t is and
 * however the formula is written; such a level takes some milliseconds, the others some microseconds. That α falls is
 * decided by the sign of its derivative, enclosed on all of [0, 1]. The behaviour at 0 is measured where 1 − α ≈ 1e-34,
 * and where 1e-200 if it has not settled there.
 *
 * @example Its slope at 0 is measured, not assumed
 * ```ts
 * import assert from "node:assert/strict";
 * import { fromFormula } from "nearzero/schedules";
 *
 * const mine = fromFormula("exp(-3 t^2)");
 * assert.ok(Math.abs(mine.at(0.5).alpha - Math.exp(-0.75)) < 1e-15);
 * assert.ok(Math.abs(mine.origin.sigmaExponent) < 1e-6); // σ grows like t: its speed stays
 * ```
 *
 * @param text α as a function of t in mathjs's syntax, such as `"cos(pi*t/2)"` or `"exp(-0.05t - 4.975t^2)"`; −, ·, ×, ÷
 * and π are understood as well.
 * @param name Its name; the formula where absent.
 * @returns The schedule, with the formula's TeX and, as `formula`, how it was read: every product and every order of
 * operations written out.
 * @throws {TypeError} If the formula or the name is no text.
 * @throws {SyntaxError} If the formula cannot be parsed, uses what is not known, can be read in two ways (`pi/2 t`), or is
 * too long or too deep.
 * @throws {RangeError} If α(0) is not 1, or α does not decrease within [0, 1]; names t and α.
 * @category Schedules
 */
export function fromFormula(text: string, name: string = text): Schedule {
  const formula = readFormula(text);
  if (typeof name !== "string") {
    throw new TypeError(`Cannot make a schedule of a formula: its name must be text, got ${written(name)}`);
  }
  const digits = new FormulaDigits(formula);
  // The same trees read as float64: the numbers of a formula were parsed to full precision.
  const fast = [formula.node, digits.slope, digits.curvature].map((node) => compileFast(node));
  checkFalls(formula, digits, fast[0]);
  const known = knownLevels(formula.reading);
  const inFull = (t: number): NoiseLevel => {
    const before = known.get(t);
    if (before !== undefined) return before;
    const level = rounded(t, digits.at(t));
    // Where α leaves 0 with an infinite slope, σ′ = −αα′/σ is 0 · ∞: the nearest time inside has the speeds.
    const whole = Number.isFinite(level.dSigma) || t < 1
      ? level
      : { ...inFull(LAST), t, alpha: level.alpha, sigma: level.sigma };
    if (known.size < MOST_KNOWN) known.set(t, Object.freeze(whole));
    return whole;
  };
  const { origin, atZero } = measureOrigin(digits, (why) => new RangeError(formula.message(why)));
  const schedule = defineSchedule({
    name,
    tex: String.raw`\alpha_t = ${formula.node.toTex()}`,
    origin,
    at: (t) => {
      if (t === 0) return atZero;
      const [a, a1, a2] = fast.map((f) => f(t));
      if (!(a > 1e-3 && a < 0.85)) return inFull(t);
      const sigma = Math.sqrt((1 - a) * (1 + a)), dSigma = -a * a1 / sigma;
      const d2Sigma = -(a1 * a1 + a * a2 + dSigma * dSigma) / sigma;
      return noiseLevel(t, { alpha: a, dAlpha: a1, d2Alpha: a2, sigma, dSigma, d2Sigma });
    },
  });
  return { ...schedule, formula: formula.reading };
}

/** Levels kept of a formula, and formulas of which levels are kept. */
const MOST_KNOWN = 4096, MOST_FORMULAS = 8;

const levels = new Map<string, Map<number, NoiseLevel>>();

/** Levels in full precision so far: each takes a millisecond, and the schedule of a run is made more than once. */
function knownLevels(formula: string): Map<number, NoiseLevel> {
  let known = levels.get(formula);
  if (known === undefined) {
    if (levels.size === MOST_FORMULAS) levels.delete(levels.keys().next().value!);
    levels.set(formula, known = new Map());
  }
  return known;
}

/** α, σ and their speeds in full precision. */
interface Full {
  readonly alpha: BigNumber;
  readonly dAlpha: BigNumber;
  readonly d2Alpha: BigNumber;
  readonly sigma: BigNumber;
  readonly dSigma: BigNumber;
  readonly d2Sigma: BigNumber;
}

/** σ² = 1 − α², σ′ = −αα′/σ, σ″ = −(α′² + αα″ + σ′²)/σ in full precision. */
function complete([a, a1, a2]: Derivatives): Full {
  const s = a.mul(a).neg().add(1).sqrt();
  const s1 = a.mul(a1).div(s).neg();
  const s2 = a1.mul(a1).add(a.mul(a2)).add(s1.mul(s1)).div(s).neg();
  return { alpha: a, dAlpha: a1, d2Alpha: a2, sigma: s, dSigma: s1, d2Sigma: s2 };
}

/** A level rounded to float64. */
function rounded(t: number, derivatives: Derivatives): NoiseLevel {
  const full = complete(derivatives), alpha = full.alpha.toNumber();
  return noiseLevel(t, {
    // What is left of α at the end may be the rounding of π and the like.
    alpha: alpha < 1e-60 ? 0 : alpha,
    dAlpha: full.dAlpha.toNumber(),
    d2Alpha: full.d2Alpha.toNumber(),
    sigma: full.sigma.toNumber(),
    dSigma: full.dSigma.toNumber(),
    d2Sigma: full.d2Sigma.toNumber(),
  });
}

/** The power laws at 0. */
function measureOrigin(
  digits: FormulaDigits,
  fail: (why: string) => Error,
): { readonly origin: Origin; readonly atZero: NoiseLevel } {
  for (const near of NEAR) {
    const found = limits(digits, exponentAt(digits, near, fail));
    if (!found.origin.slowlyVarying || near === NEAR.at(-1)) return found;
  }
  throw fail("its behaviour at 0 cannot be measured");
}

/** The exponent of 10 at which 1 − α is about 10^near. */
function exponentAt(digits: FormulaDigits, near: number, fail: (why: string) => Error): number {
  let exponent = -16;
  for (let i = 0; i < 20; i++) {
    const t = `1e${exponent}`, left = digits.alphaAt(t).neg().add(1);
    if (!left.gt(0)) {
      // Too near: more digits than there are.
      exponent = Math.ceil(exponent / 2);
      continue;
    }
    const lost = left.log(10).toNumber(), local = digits.slopeAt(t).mul(t).div(left).neg().toNumber();
    if (!(local > 1e-3 && local < 1e3)) break;
    const step = Math.round((near - lost) / local);
    if (Math.abs(step) <= 1 && lost < 0.8 * near) return exponent;
    exponent = Math.min(-1, exponent + step);
  }
  throw fail("alpha must leave 1 like a power of t between t^0.001 and t^1000");
}

function limits(digits: FormulaDigits, exponent: number): { readonly origin: Origin; readonly atZero: NoiseLevel } {
  const [near, nearer] = [exponent, exponent - 1].map((e) => complete(digits.at(`1e${e}`)));
  /** 0 or infinite where a power of t shows. */
  const limit = (key: keyof Full): number => {
    if (nearer[key].isZero()) return 0;
    const power = -nearer[key].div(near[key]).abs().log(10).toNumber();
    if (power > 1e-6) return 0;
    return power < -1e-6 ? Infinity * Math.sign(nearer[key].toNumber()) : nearer[key].toNumber();
  };
  // d ln σ′ / d ln t, without the digits that a finite t leaves uncertain.
  const [local, next] = [near, nearer].map((full, k) =>
    full.d2Sigma.div(full.dSigma).mul(`1e${exponent - k}`).toNumber()
  );
  const alphaSlope = limit("dAlpha"), settled = Math.abs(local - next) < 1e-7;
  return {
    origin: {
      alphaSlope,
      sigmaExponent: 0 + Math.round(next * 1e6) / 1e6,
      ...(!settled && { slowlyVarying: true }),
    },
    atZero: noiseLevel(0, {
      alpha: 1,
      dAlpha: alphaSlope,
      d2Alpha: limit("d2Alpha"),
      sigma: 0,
      dSigma: limit("dSigma"),
      d2Sigma: limit("d2Sigma"),
    }),
  };
}

/** A tree as a float64 function. */
function compileFast(node: MathNode): (t: number) => number {
  const plain = node.transform((part) =>
    "value" in part && mathjs().isBigNumber(part.value) ? new (mathjs().ConstantNode)(part.value.toNumber()) : part
  );
  const f = plain.compile(), constants = { pi: Math.PI, tau: 2 * Math.PI, e: Math.E };
  return (t) => Number(f.evaluate({ ...constants, t }));
}

/** A schedule from a formula as plain JSON. */
export interface FormulaConfig {
  /** Says which schedule this is. */
  readonly kind: "formula";
  /** α as a function of t, such as `"cos(pi*t/2)"`. */
  readonly formula: string;
}

/** Its entry. */
export const formulaEntry: ScheduleEntry<FormulaConfig> = {
  kind: "formula",
  source: "α(t) as it is written",
  endsInNoise: false,
  needsOptions: true,
  schema: (z) => z.strictObject({ kind: z.literal("formula"), formula: z.string() }),
  make: ({ formula }) => fromFormula(formula),
};
