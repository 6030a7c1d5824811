/**
 * The text of a formula: which formulas are understood, how they are read, and how large they may be.
 * @module
 */
import type { MathNode } from "mathjs";
import { mathjs } from "./mathjs.ts";

/** Functions that have both a derivative and an arbitrary-precision form in mathjs. */
const FUNCTIONS = "sqrt cbrt exp log pow square cube sin cos tan asin acos atan sinh cosh tanh".split(" ");
const CONSTANTS = ["pi", "tau", "e"];
/** What people write for it, and what mathjs knows it by. */
const SIGNS: Readonly<Record<string, string>> = {
  "−": "-",
  "–": "-",
  "·": "*",
  "⋅": "*",
  "×": "*",
  "÷": "/",
  "π": "pi",
  "τ": "tau",
};
const CORNERED = ["abs", "min", "max", "sign", "floor", "ceil", "round", "mod"];

/** Longest text, and deepest nesting: beyond, a parser's stack and a derivative's size have no bound. */
const LONGEST = 1000, DEEPEST = 40;
/** Most that an evaluation of the second derivative may cost, in additions. */
const MOST_COST = 10_000;
/** What functions cost beside an addition. */
const COST: Readonly<Record<string, number>> = { asin: 300, acos: 300, atan: 200, "+": 1, "-": 1, "*": 1, "/": 1 };
const USUAL_COST = 12;

/** A formula that was understood. */
export interface FormulaText {
  /** The formula as it was written. */
  readonly text: string;
  /** The formula as it is read: every product and every order of operations is written out. */
  readonly reading: string;
  /** Its syntax tree. */
  readonly node: MathNode;
  /** What its second derivative costs to compute, in additions and from above. */
  readonly cost: number;
  /** Makes an error's message of what is wrong; says how the formula was read where that is not how it was written. */
  readonly message: (why: string) => string;
}

/**
 * Reads a formula for α(t).
 * @param text The formula in mathjs's syntax; −, ·, ×, ÷, π and τ are understood as well.
 * @returns The formula.
 * @throws {SyntaxError} If it cannot be parsed, uses what is not known, can be read in two ways, or is too long or too
 * deep.
 */
export function readFormula(text: string): FormulaText {
  const shown = text.length > 80 ? `${text.slice(0, 77)}…` : text;
  const fail = (why: string) => new SyntaxError(`Cannot make a schedule of "${shown}": ${why}`);
  if (typeof text !== "string") {
    throw new TypeError(`Cannot make a schedule of a formula: it must be text, got ${typeof text}`);
  }
  if (text.length > LONGEST) throw fail(`it has ${text.length} characters, at most ${LONGEST} are read`);
  checkDepth(text, fail);
  if (text.includes("|")) throw fail("|…| has a corner where it is 0, and α must have derivatives everywhere");
  const plain = [...text].map((sign) => SIGNS[sign] === undefined ? sign : ` ${SIGNS[sign]} `).join("");
  let node: MathNode;
  try {
    node = mathjs().parse(plain);
  } catch (error) {
    throw fail(error instanceof Error ? error.message : String(error));
  }
  node.traverse((part, path, parent) => checkPart(part, path, parent, fail));
  node = node.transform((part) => {
    const to = mathjs().isFunctionNode(part) ? { square: 2, cube: 3 }[part.fn.name] : undefined;
    if (to === undefined) return part;
    const [base] = (part as { args: MathNode[] } & MathNode).args;
    return new (mathjs().OperatorNode)("^", "pow", [base, new (mathjs().ConstantNode)(mathjs().bignumber(to))]);
  });
  const { second } = sizes(node);
  if (second > MOST_COST) {
    throw fail(
      `it is too large: its second derivative costs about ${Math.ceil(second)} additions, at most ${MOST_COST}`,
    );
  }
  const reading = node.toString({ parenthesis: "all", implicit: "show" });
  const squeeze = (written: string) => written.replace(/\s/g, "");
  const readAs = squeeze(reading) === squeeze(text) ? "" : ` (read as ${reading})`;
  return {
    text,
    reading,
    node,
    cost: second,
    message: (why) => `Cannot make a schedule of "${shown}": ${why}${readAs}`,
  };
}

/** Nesting is counted before anything parses: parentheses, and signs or powers in a row. */
function checkDepth(text: string, fail: (why: string) => Error): void {
  let depth = 0;
  for (const sign of text) {
    if ("([{".includes(sign)) depth++;
    if (")]}".includes(sign)) depth--;
    if (depth > DEEPEST) throw fail(`it is nested more than ${DEEPEST} deep`);
  }
  const row = text.replace(/\s/g, "").match(/[-+−–]{9,}/)?.[0];
  if (row !== undefined) throw fail(`it has ${row.length} signs in a row`);
  const powers = text.match(/\^/g)?.length ?? 0;
  if (powers > DEEPEST) throw fail(`it has ${powers} powers, at most ${DEEPEST} are read`);
}

/** Refuses whatever is not arithmetic of t, or could be meant in another way than it is read. */
function checkPart(part: MathNode, path: string, parent: MathNode, fail: (why: string) => Error): void {
  if (mathjs().isFunctionNode(part)) {
    const called = part.fn.name;
    if (FUNCTIONS.includes(called)) return checkArguments(part.args.length, called, fail);
    if (CORNERED.includes(called)) {
      throw fail(
        `"${called}" has corners or jumps, and α must have derivatives everywhere; there is ${FUNCTIONS.join(", ")}`,
      );
    }
    const product = called === "t" || CONSTANTS.includes(called);
    throw fail(
      product
        ? `"${called}(…)" is read as a function's value; write ${called}*(…)`
        : `no function "${called}", there is ${FUNCTIONS.join(", ")}`,
    );
  }
  if (mathjs().isSymbolNode(part)) {
    const called = path === "fn" && mathjs().isFunctionNode(parent);
    if (!called && part.name !== "t" && !CONSTANTS.includes(part.name)) {
      throw fail(`no symbol "${part.name}", there is t, ${CONSTANTS.join(", ")}`);
    }
  } else if (mathjs().isOperatorNode(part)) {
    if (!"+-*/^".includes(part.op)) throw fail(`"${part.toString()}" is not arithmetic`);
    const [over, under] = part.args;
    if (
      part.op === "/" && mathjs().isOperatorNode(under) && under.op === "*" &&
      (under as { implicit?: boolean }).implicit
    ) {
      const [read, meant] = [
        part.toString({ parenthesis: "all", implicit: "show" }),
        under.args.map((a) => a.toString()),
      ];
      throw fail(
        `"${part.toString()}" is read as ${read}; write (${over.toString()}/${meant[0]})*${meant[1]} or ` +
          `${over.toString()}/(${meant.join("*")})`,
      );
    }
  } else if (
    !(mathjs().isParenthesisNode(part) || (mathjs().isConstantNode(part) && mathjs().isBigNumber(part.value)))
  ) {
    throw fail(`"${part.toString()}" is not arithmetic`);
  }
}

function checkArguments(given: number, name: string, fail: (why: string) => Error): void {
  const wanted = name === "pow" ? [2] : name === "log" ? [1, 2] : [1];
  if (!wanted.includes(given)) throw fail(`"${name}" takes ${wanted.join(" or ")} arguments, got ${given}`);
}

/** What a formula and its first two derivatives cost, in additions and from above, without making them. */
interface Sizes {
  readonly own: number;
  readonly first: number;
  readonly second: number;
}

function sizes(node: MathNode): Sizes {
  if (mathjs().isParenthesisNode(node)) return sizes(node.content);
  if (!mathjs().isOperatorNode(node) && !mathjs().isFunctionNode(node)) return { own: 1, first: 1, second: 1 };
  const parts = node.args.map(sizes), constant = node.args.map((argument) => !holdsTime(argument));
  const sum = (key: keyof Sizes) => parts.reduce((total, part) => total + part[key], 0);
  const op = mathjs().isOperatorNode(node) ? node.op : node.fn.name, cost = COST[op] ?? USUAL_COST;
  if (constant.every(Boolean)) return { own: sum("own") + cost, first: 1, second: 1 };
  const [own, first, second] = [sum("own"), sum("first"), sum("second")];
  if (op === "+" || op === "-") return { own: own + 1, first: first + 1, second: second + 1 };
  if (op === "*") return { own: own + 1, first: first + own + 3, second: second + 2 * first + own + 7 };
  if (op === "/") return { own: own + 1, first: first + 3 * own + 5, second: second + 5 * first + 12 * own + 20 };
  // A function's derivative is another of the same argument, times the argument's.
  if (op !== "^" && op !== "pow" || constant[1]) {
    return { own: own + cost, first: 2 * own + first + cost, second: 6 * own + 3 * first + second + 4 * cost };
  }
  return { own: own + cost, first: 3 * own + first + 2 * cost, second: 12 * own + 6 * first + 2 * second + 6 * cost };
}

function holdsTime(node: MathNode): boolean {
  return node.filter((part) => mathjs().isSymbolNode(part) && part.name === "t").length > 0;
}
