/**
 * Schedules written as a formula.
 * @module
 */
import { all, type BigNumber, create, type EvalFunction, type MathNode } from "mathjs";
import { defineSchedule, noiseLevel } from "./define.ts";
import type { ScheduleEntry } from "./entry.ts";
import type { NoiseLevel, Schedule } from "./types.ts";

/** On σ ~ t, 1 − α² loses 2 lg(1/t) decimal digits and σ″ as many again: 80 leave float64's 16 at t = 1e-16. */
const math = create(all, { number: "BigNumber", precision: 80 });

/** Functions that have both a derivative and an arbitrary-precision form in mathjs. */
const FUNCTIONS = "sqrt cbrt exp log pow square cube sin cos tan asin acos atan sinh cosh tanh".split(" ");
const CONSTANTS = ["pi", "tau", "e"];

/** The time at which the behaviour at 0 is measured. */
const NEAR = 1e-16;
/** The last time before 1. */
const LAST = 1 - Number.EPSILON / 2;

/**
 * Makes a schedule of a formula for α(t), differentiated symbolically.
 *
 * Where α is near 1 or 0 the formula and its derivatives are evaluated in 80 decimal digits and rounded at the end, so
 * that σ = √(1 − α²) and its derivatives keep float64's accuracy down to t = 1e-16 however the formula is written; such a
 * level takes about a millisecond, the others some microseconds. The behaviour at 0 is measured at t = 1e-16.
 * @param formula α as a function of t in mathjs's syntax, such as `"cos(pi*t/2)"` or `"exp(-0.05t - 4.975t^2)"`.
 * @param name Its name; the formula where absent.
 * @returns The schedule, with the formula's TeX.
 * @throws {SyntaxError} If the formula cannot be parsed or uses what is not known.
 * @throws {RangeError} If α(0) is not 1, or α does not decrease within [0, 1]; names t and α.
 */
export function fromFormula(formula: string, name: string = formula): Schedule {
  const node = parse(formula), slope = derive(node, formula), nodes = [node, slope, derive(slope, formula)];
  const exact = nodes.map((n) => n.compile());
  // The same trees read as float64: the numbers of a formula were parsed to full precision.
  const fast = nodes.map((n) => compileFast(n));
  const inFull = (t: number): NoiseLevel => {
    const level = complete(t, exact.map((f) => evaluate(f, t)));
    // Where α leaves 0 with an infinite slope, σ′ = −αα′/σ is 0 · ∞: the nearest time inside has the speeds.
    return Number.isFinite(level.dSigma) || t < 1
      ? level
      : { ...inFull(LAST), t, alpha: level.alpha, sigma: level.sigma };
  };
  checkDecreasing(formula, (t) => evaluate(exact[0], t));
  const near = inFull(NEAR), nearer = inFull(NEAR / 10);
  const limit = (key: "dAlpha" | "d2Alpha" | "dSigma" | "d2Sigma") => limitOf(near[key], nearer[key]);
  const alphaSlope = limit("dAlpha");
  const atZero = noiseLevel(0, {
    alpha: 1,
    dAlpha: alphaSlope,
    d2Alpha: limit("d2Alpha"),
    sigma: 0,
    dSigma: limit("dSigma"),
    d2Sigma: limit("d2Sigma"),
  });
  return defineSchedule({
    name,
    tex: String.raw`\alpha_t = ${node.toTex()}`,
    // The local exponent d ln σ′ / d ln t, without the digits that t = 1e-16 leaves uncertain.
    origin: { alphaSlope, sigmaExponent: 0 + Math.round(NEAR * near.d2Sigma / near.dSigma * 1e6) / 1e6 },
    at: (t) => {
      if (t === 0) return atZero;
      const [a, a1, a2] = fast.map((f) => f(t));
      if (!(a > 1e-3 && a < 0.85)) return inFull(t);
      const sigma = Math.sqrt((1 - a) * (1 + a)), dSigma = -a * a1 / sigma;
      const d2Sigma = -(a1 * a1 + a * a2 + dSigma * dSigma) / sigma;
      return noiseLevel(t, { alpha: a, dAlpha: a1, d2Alpha: a2, sigma, dSigma, d2Sigma });
    },
  });
}

/** σ² = 1 − α², σ′ = −αα′/σ, σ″ = −(α′² + αα″ + σ′²)/σ in full precision, then rounded. */
function complete(t: number, [a, a1, a2]: BigNumber[]): NoiseLevel {
  const s = a.mul(a).neg().add(1).sqrt();
  const s1 = a.mul(a1).div(s).neg();
  const s2 = a1.mul(a1).add(a.mul(a2)).add(s1.mul(s1)).div(s).neg();
  const [alpha, dAlpha, d2Alpha, sigma, dSigma, d2Sigma] = [a, a1, a2, s, s1, s2].map((value) => value.toNumber());
  // What is left of α at the end may be the rounding of π and the like.
  return noiseLevel(t, { alpha: alpha < 1e-60 ? 0 : alpha, dAlpha, d2Alpha, sigma, dSigma, d2Sigma });
}

function evaluate(f: EvalFunction, t: number): BigNumber {
  return math.bignumber(f.evaluate({ t: math.bignumber(t) }));
}

/** A tree as a float64 function. */
function compileFast(node: MathNode): (t: number) => number {
  const plain = node.transform((part) =>
    "value" in part && math.isBigNumber(part.value) ? new math.ConstantNode(part.value.toNumber()) : part
  );
  const f = plain.compile(), constants = { pi: Math.PI, tau: 2 * Math.PI, e: Math.E };
  return (t) => Number(f.evaluate({ ...constants, t }));
}

/** Parses a formula and refuses whatever is not arithmetic of t. */
function parse(formula: string): MathNode {
  const fail = (why: string) => new SyntaxError(`Cannot make a schedule of "${formula}": ${why}`);
  let node: MathNode;
  try {
    node = math.parse(formula);
  } catch (error) {
    throw fail(error instanceof Error ? error.message : String(error));
  }
  node.traverse((part, path, parent) => {
    if (math.isFunctionNode(part)) {
      const called = part.fn.name;
      if (!FUNCTIONS.includes(called)) throw fail(`no function "${called}", there is ${FUNCTIONS.join(", ")}`);
    } else if (math.isSymbolNode(part)) {
      const called = path === "fn" && math.isFunctionNode(parent);
      if (!called && part.name !== "t" && !CONSTANTS.includes(part.name)) {
        throw fail(`no symbol "${part.name}", there is t, ${CONSTANTS.join(", ")}`);
      }
    } else if (math.isOperatorNode(part) ? !"+-*/^".includes(part.op) : !isNumberOrGroup(part)) {
      throw fail(`"${part.toString()}" is not arithmetic`);
    }
  });
  return node;
}

function isNumberOrGroup(node: MathNode): boolean {
  return math.isParenthesisNode(node) || (math.isConstantNode(node) && math.isBigNumber(node.value));
}

function derive(node: MathNode, formula: string): MathNode {
  try {
    // Unsimplified: mathjs simplifies constants in float64.
    return math.derivative(node, "t", { simplify: false });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SyntaxError(`Cannot make a schedule of "${formula}": ${why}`);
  }
}

/** Checks α(0) = 1 and that α falls, stays real and stays above 0, on a grid that is fine near 0. */
function checkDecreasing(formula: string, alpha: (t: number) => BigNumber): void {
  const fail = (why: string) => new RangeError(`Cannot make a schedule of "${formula}": ${why}`);
  const at = (t: number) => {
    let value: BigNumber | undefined;
    try {
      value = alpha(t);
    } catch { /* A complex value is no BigNumber. */ }
    if (value === undefined || !value.isFinite()) throw fail(`alpha must be a finite number at t = ${t}`);
    return value;
  };
  const start = at(0);
  if (start.sub(1).abs().gt(1e-60)) throw fail(`alpha must be 1 at t = 0, got ${start.toNumber()}`);
  const times = [
    ...Array.from({ length: 20 }, (_, i) => 10 ** (i - 22)),
    ...Array.from({ length: 100 }, (_, i) => (i + 1) / 100),
  ];
  let previous = start;
  for (const t of times) {
    const value = at(t);
    if (value.gte(previous)) throw fail(`alpha must decrease, got ${value.toNumber()} at t = ${t}`);
    if (value.lt(-1e-60)) throw fail(`alpha must be at least 0, got ${value.toNumber()} at t = ${t}`);
    previous = value;
  }
}

/** The limit at 0 of what takes these values at t = 1e-16 and 1e-17: 0 or infinite where a power of t shows. */
function limitOf(near: number, nearer: number): number {
  if (Math.abs(nearer) > 1.1 * Math.abs(near)) return nearer > 0 ? Infinity : -Infinity;
  if (Math.abs(nearer) < 0.9 * Math.abs(near)) return 0;
  return nearer;
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
