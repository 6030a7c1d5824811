/**
 * Numbers that a model is told, as formulas of the noise level.
 * @module
 */
import { type MathNode, parse } from "mathjs";
import type { NoisePath } from "../../samplers/noise_path.ts";

const FUNCTIONS = [
  "sqrt",
  "exp",
  "log",
  "sin",
  "cos",
  "tan",
  "atan",
  "pow",
  "square",
  "abs",
  "round",
  "floor",
  "hypot",
];

/** What a formula may be of: the time (a step, or t), α, σ, λ and EDM's σ/α. */
const VARIABLES = ["time", "alpha", "sigma", "logSnr", "edmSigma"] as const;
const CONSTANTS = ["pi", "e"];

/**
 * Compiles a formula such as `"log(edmSigma) / 4"`.
 * @param text The formula, in mathjs's syntax.
 * @param path Where levels are looked up.
 * @param action What the caller is about to do, for errors.
 * @returns Its value at a time.
 * @throws {SyntaxError} If it cannot be parsed or uses what is not known: names it.
 */
export function levelFormula(text: string, path: NoisePath, action: string): (time: number) => number {
  let node: MathNode;
  try {
    node = parse(text);
  } catch (error) {
    throw new SyntaxError(`Cannot ${action}: "${text}" is no formula (${(error as Error).message})`);
  }
  node.traverse((part, where) => {
    const { type } = part, named = part as MathNode & { name?: string; fn?: unknown };
    const called = where === "fn";
    const known = type === "ConstantNode" || type === "OperatorNode" || type === "ParenthesisNode" ||
      type === "FunctionNode" && FUNCTIONS.includes(named.name ?? "") ||
      type === "SymbolNode" && [...VARIABLES, ...CONSTANTS, ...(called ? FUNCTIONS : [])].includes(named.name ?? "");
    if (known) return;
    throw new SyntaxError(
      `Cannot ${action}: "${named.name ?? part.toString()}" in "${text}" is not known; a formula is of ` +
        `${VARIABLES.join(", ")}, numbers and ${FUNCTIONS.join(", ")}`,
    );
  });
  const compiled = node.compile();
  return (time) => {
    const { alpha, sigma } = path.levelAt(time);
    return Number(
      compiled.evaluate({ time, alpha, sigma, logSnr: 2 * Math.log(alpha / sigma), edmSigma: sigma / alpha }),
    );
  };
}
