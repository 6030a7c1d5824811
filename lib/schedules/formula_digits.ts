/**
 * A formula and its derivatives in as many decimal digits as its distance from 1 asks for.
 * @module
 */
import type { BigNumber, EvalFunction, MathJsInstance, MathNode } from "mathjs";
import type { FormulaText } from "./formula_text.ts";
import { makeMathjs } from "./mathjs.ts";

/**
 * Digits to compute with. On the way from α to σ″ the distance 1 − α is lost twice, and 16 digits should be left: the
 * first number serves down to 1 − α = 1e-39, the last to 1e-231 (and to 1e-460 for σ and σ′): mathjs knows π to 1,025 digits,
 * and its sine and cosine ask for twice the number.
 */
const LADDER = [96, 240, 480];

/** α, α′ and α″ at one time. */
export type Derivatives = readonly [alpha: BigNumber, first: BigNumber, second: BigNumber];

/** The three trees in one number of digits. */
interface Rung {
  readonly math: MathJsInstance;
  readonly parts: readonly EvalFunction[];
  /** The time of an evaluation, beside one in the least number of digits. */
  readonly cost: number;
}

/** Evaluates a formula exactly as far as float64 can tell. */
export class FormulaDigits {
  /** α′ as a syntax tree. */
  readonly slope: MathNode;
  /** α″ as a syntax tree. */
  readonly curvature: MathNode;
  /** Evaluations so far, one in more digits for as many as it takes the time of. */
  spent = 0;
  readonly #formula: FormulaText;
  readonly #rungs: (Rung | undefined)[] = [];

  /**
   * Differentiates a formula.
   * @param formula The formula.
   * @throws {SyntaxError} If a part has no derivative.
   */
  constructor(formula: FormulaText) {
    this.#formula = formula;
    this.slope = this.#derive(formula.node);
    this.curvature = this.#derive(this.slope);
  }

  /**
   * α, α′ and α″.
   * @param t The time, as a number or in decimal digits such as "1e-5000".
   * @returns The three.
   * @throws {RangeError} If one is no real number; names t.
   */
  at(t: number | string): Derivatives {
    const { rung, alpha } = this.#rungAt(t);
    return [alpha, this.#evaluate(rung, 1, t), this.#evaluate(rung, 2, t)];
  }

  /**
   * α′ alone, with enough digits for its sign.
   * @param t The time.
   * @returns It.
   * @throws {RangeError} If it is no real number; names t.
   */
  slopeAt(t: number | string): BigNumber {
    let value = this.#evaluate(this.#rung(0), 1, t);
    // What is this small may be rounding, unless more digits tell the same.
    for (let k = 1; k < LADDER.length && value.abs().lt(`1e${30 - LADDER[k - 1]}`); k++) {
      const before = value;
      value = this.#evaluate(this.#rung(k), 1, t);
      if (value.sub(before).abs().lte(value.abs().mul(1e-3))) break;
    }
    return value;
  }

  /**
   * α alone.
   * @param t The time.
   * @returns It, where little is left of it with the rounding of π and the like.
   * @throws {RangeError} If it is no real number; names t.
   */
  alphaAt(t: number | string): BigNumber {
    return this.#rungAt(t).alpha;
  }

  /** The first number of digits in which 1 − α is told from 0 well enough, else the last; and α in it. */
  #rungAt(t: number | string): { readonly rung: Rung; readonly alpha: BigNumber } {
    for (let k = 0;; k++) {
      const rung = this.#rung(k), alpha = this.#evaluate(rung, 0, t), enough = `1e-${(LADDER[k] - 18) / 2}`;
      if (t === 0 || k === LADDER.length - 1 || alpha.neg().add(1).abs().gt(enough)) return { rung, alpha };
    }
  }

  #rung(k: number): Rung {
    return this.#rungs[k] ??= compile(LADDER[k], [this.#formula.node, this.slope, this.curvature]);
  }

  #evaluate({ math, parts, cost }: Rung, part: number, t: number | string): BigNumber {
    this.spent += cost;
    let value: unknown;
    try {
      value = parts[part].evaluate({ t: math.bignumber(t) });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new RangeError(this.#formula.message(`alpha cannot be computed at t = ${t} (${why})`));
    }
    if (typeof value === "number") value = math.bignumber(value);
    if (!math.isBigNumber(value)) {
      throw new RangeError(this.#formula.message(`alpha must be a finite number at t = ${t}`));
    }
    return value;
  }

  #derive(node: MathNode): MathNode {
    try {
      // Unsimplified: mathjs simplifies constants in float64.
      return instance(LADDER[0]).derivative(node, "t", { simplify: false });
    } catch (error) {
      throw new SyntaxError(this.#formula.message(error instanceof Error ? error.message : String(error)));
    }
  }
}

const instances = new Map<number, MathJsInstance>();

/** mathjs in a number of digits, its hyperbolic functions made of exponentials: its own take hours for large arguments. */
function instance(digits: number): MathJsInstance {
  const known = instances.get(digits);
  if (known !== undefined) return known;
  const math = makeMathjs(digits);
  // The derivatives' trees are bound to these functions, also where they are read as float64.
  const wide =
    (plain: (x: number) => number, own: (x: BigNumber) => BigNumber, far: (x: BigNumber) => BigNumber) =>
    (x: BigNumber | number) => typeof x === "number" ? plain(x) : x.abs().lt(1) ? own(x) : far(x);
  const exp = (x: BigNumber) => x.exp(), rise = (x: BigNumber) => exp(x).sub(exp(x.neg()));
  const both = (x: BigNumber) => exp(x).add(exp(x.neg()));
  // tanh and sech by a decaying exponential: nothing overflows.
  const fall = (x: BigNumber) => exp(x.abs().mul(-2));
  math.import({
    sinh: wide(Math.sinh, (x) => x.sinh(), (x) => rise(x).div(2)),
    cosh: wide(Math.cosh, (x) => x.cosh(), (x) => both(x).div(2)),
    tanh: wide(
      Math.tanh,
      (x) => x.tanh(),
      (x) => fall(x).neg().add(1).div(fall(x).add(1)).mul(x.isNegative() ? -1 : 1),
    ),
    sech: wide(
      (x) => 1 / Math.cosh(x),
      (x) => math.bignumber(1).div(x.cosh()),
      (x) => exp(x.abs().neg()).mul(2).div(fall(x).add(1)),
    ),
  }, { override: true });
  instances.set(digits, math);
  return math;
}

/** Numbers of a syntax tree belong to the digits that they were parsed in. */
function compile(digits: number, nodes: readonly MathNode[]): Rung {
  const math = instance(digits);
  const parts = nodes.map((node) => math.parse(node.toString({ parenthesis: "all", implicit: "show" })).compile());
  return { math, parts, cost: (digits / LADDER[0]) ** 2 };
}
