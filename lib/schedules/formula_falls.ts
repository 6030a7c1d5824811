/**
 * Whether α falls from 1 on all of [0, 1]: decided by the sign of its derivative.
 * @module
 */
import type { MathNode } from "mathjs";
import {
  add,
  ANYTHING,
  divide,
  type Enclosure,
  FUNCTIONS,
  multiply,
  negate,
  point,
  power,
  subtract,
} from "../numerics/enclosure.ts";
import type { FormulaDigits } from "./formula_digits.ts";
import type { FormulaText } from "./formula_text.ts";

/** Below this time float64 cannot tell the sign of a derivative that is made of differences. */
const EARLIEST = 2 ** -34;
/** Where it is looked at before. */
const EARLY = [1e-11, 1e-13, 1e-16, 1e-20, 1e-30];
/** Most that looking at pieces of [0, 1] may cost, in float64 and in many digits: additions, as the formula's cost. */
const MOST_QUICK = 4e6, MOST_EXACT = 8e4;
/** Pieces narrower than this are decided by their ends. */
const NARROWEST = 2 ** -40;

/** A function of enclosures of t. */
type Enclosed = (t: Enclosure) => Enclosure;

/**
 * Checks that α starts at 1, stays real and at least 0, and falls throughout.
 *
 * The derivative is enclosed on pieces of [2^-34, 1], by itself and by its value in the middle and the second derivative,
 * and pieces are halved until its sign is known: a bump cannot hide between points. Where float64's rounding hides the
 * sign it is taken in many digits at points a quarter of t apart, and so it is at a few times below 2^-34, where a
 * formula without poles is all but its leading power.
 * @param formula The formula.
 * @param digits Its evaluation in many digits.
 * @param quick Its evaluation in float64.
 * @throws {RangeError} If it does not, or if that cannot be told; names t.
 */
export function checkFalls(formula: FormulaText, digits: FormulaDigits, quick: (t: number) => number): void {
  const fail = (why: string) => new RangeError(formula.message(why));
  checkFinite(formula);
  const at = (t: number) => {
    const value = digits.alphaAt(t);
    if (!value.isFinite()) throw fail(`alpha must be a finite number at t = ${t}`);
    if (value.lt(-1e-60)) throw fail(`alpha must be at least 0, got ${value.toNumber()} at t = ${t}`);
    return value;
  };
  const start = at(0);
  if (start.sub(1).abs().gt("1e-60")) throw fail(`alpha must be 1 at t = 0, got ${start.toNumber()}`);
  // A quick look first, so that what is plainly wrong is said plainly.
  let previous = 1;
  for (let i = 1; i <= 100; i++) {
    const value = quick(i / 100);
    // What differs by rounding alone is left to the slope.
    if (!(value > -1e-12 && value < previous + 1e-12) && at(i / 100).gte(previous)) {
      throw fail(`alpha must decrease, got ${value} at t = ${i / 100}`);
    }
    previous = value;
  }
  const last = at(1);
  if (start.sub(last).lt(1e-12)) throw fail(`alpha must decrease, got ${last.toNumber()} at t = 1`);
  for (const t of EARLY) if (!digits.slopeAt(t).lt(0)) throw rise(t);
  const slope = enclose(digits.slope), curvature = enclose(digits.curvature);
  // However dear the formula, the two ends and the doubling steps between are looked at.
  let pieces = Math.max(200, MOST_QUICK / formula.cost);
  const exact = digits.spent + Math.max(30, MOST_EXACT / formula.cost);
  const stack: [number, number][] = [];
  for (let t = EARLIEST; t < 1; t *= 2) stack.push([t, 2 * t]);
  while (stack.length > 0) {
    const [a, b] = stack.pop()!, middle = (a + b) / 2, piece = { low: a, high: b };
    if (--pieces < 0) throw fail(`it cannot be told whether alpha falls near t = ${middle}`);
    const whole = slope(piece);
    if (whole.high < 0) continue;
    const here = slope(point(middle));
    if (whole.low > 0 || here.low > 0) throw rise(middle);
    if (add(here, multiply(curvature(piece), subtract(piece, point(middle)))).high < 0) continue;
    if (here.high >= 0 && b - a <= a / 4 && b < 1) {
      if (digits.spent > exact) throw fail(`it cannot be told whether alpha falls near t = ${middle}`);
      const sign = digits.slopeAt(middle);
      if (sign.gt(0)) throw rise(middle);
      if (sign.lt(0)) continue;
    }
    if (b - a <= NARROWEST * b) {
      if (digits.alphaAt(b).gte(digits.alphaAt(a))) throw rise(middle);
      continue;
    }
    stack.push([middle, b], [a, middle]);
  }

  function rise(t: number): RangeError {
    return fail(`alpha must decrease, got ${digits.alphaAt(t).toNumber()} with a slope of ${slopeText(t)} at t = ${t}`);
  }

  function slopeText(t: number): string {
    return String(Number(digits.slopeAt(t).toNumber().toPrecision(3)));
  }
}

/** Constants whose computing would not end are refused before anything is computed in many digits. */
function checkFinite(formula: FormulaText): void {
  formula.node.traverse((part) => {
    if (!("args" in part) || part.filter((inner) => "name" in inner && inner.name === "t").length > 0) return;
    const { low, high } = enclose(part)(point(0));
    if (!(Math.abs(low) <= 1e15 && Math.abs(high) <= 1e15)) {
      throw new RangeError(formula.message(`"${part.toString()}" must be a number of at most 1e15`));
    }
  });
}

/** A syntax tree as a function of enclosures. */
function enclose(node: MathNode): Enclosed {
  const part = node as MathNode & {
    readonly op?: string;
    readonly name?: string;
    readonly value?: unknown;
    readonly content?: MathNode;
    readonly args?: readonly MathNode[];
    readonly fn?: { readonly name: string };
  };
  if (part.type === "ParenthesisNode") return enclose(part.content!);
  if (part.type === "ConstantNode") return constant(Number(String(part.value)));
  if (part.type === "SymbolNode") {
    const known: Readonly<Record<string, number>> = { pi: Math.PI, tau: 2 * Math.PI, e: Math.E };
    return part.name === "t" ? (t) => t : constant(known[part.name!]);
  }
  const args = (part.args ?? []).map(enclose), [a, b] = args;
  if (part.type === "FunctionNode") {
    const name = part.fn!.name;
    if (name === "pow") return (t) => power(a(t), b(t));
    if (name === "log" && b !== undefined) return (t) => divide(FUNCTIONS.log(a(t)), FUNCTIONS.log(b(t)));
    const f = FUNCTIONS[name];
    return f === undefined ? () => ANYTHING : (t) => f(a(t));
  }
  const binary = { "+": add, "-": subtract, "*": multiply, "/": divide, "^": power }[part.op ?? ""];
  if (b === undefined) return part.op === "-" ? (t) => negate(a(t)) : a;
  return binary === undefined ? () => ANYTHING : (t) => binary(a(t), b(t));
}

/** A number that was rounded to float64, unless it is whole. */
function constant(value: number): Enclosed {
  const slack = Number.isSafeInteger(value) ? 0 : Math.abs(value) * 2.3e-16;
  const enclosed = { low: value - slack, high: value + slack };
  return () => enclosed;
}
