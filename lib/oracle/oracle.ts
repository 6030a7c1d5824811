/**
 * The ideal predictor: for data whose density is known, everything that a perfect network would say of x_t.
 * @module
 */
import { checkInteger, checkLength, checkNumber, checkRows } from "../numerics/check.ts";
import type { Random } from "../numerics/random.ts";
import type { Level, MovingLevel } from "../schedules/types.ts";
import { checkWithin, LARGEST } from "./components.ts";
import type { Quantity } from "./parameterisation.ts";

/**
 * A direction in which to differentiate: the speeds of α, σ and x along a curve.
 * @category Oracles
 */
export interface Motion {
  /** dα along the curve. */
  readonly dAlpha: number;
  /** dσ along the curve. */
  readonly dSigma: number;
  /** dx along the curve, n × d; x rests where absent. */
  readonly dx?: Float64Array;
}

/**
 * A quantity at n points with the log-density there; or the derivatives of both along a motion.
 * @category Oracles
 */
export interface Evaluation {
  /** log q_t(x) in nats, n entries. */
  readonly logDensity: Float64Array;
  /** The quantity, n × d row-major. */
  readonly value: Float64Array;
}

/** Points of q_t with the data and the noise that they were made of, each n × d. */
export interface PathSample {
  /** x_t = α x0 + σ ε. */
  readonly x: Float64Array;
  /** The data. */
  readonly x0: Float64Array;
  /** The noise. */
  readonly eps: Float64Array;
}

/**
 * Data with a known density q_0, and so a known q_t = law of α x0 + σ ε, ideal predictor and time derivative.
 *
 * Batches are `Float64Array`s of n × d numbers, row-major. Every method throws a `TypeError` if a batch does not hold
 * whole rows, and a `RangeError` if an entry is NaN or beyond ±1e100, if α or σ is outside [0, 1], if q_t has no
 * density (σ = 0 on point masses or a subspace), or if what was asked for is not finite in float64.
 * @category Oracles
 */
export abstract class Oracle {
  /** What the data is, for tables and figures. */
  abstract readonly name: string;
  /** d, the dimension of the data. */
  abstract readonly dimension: number;
  /** True where q_0 has no density: point masses, or data on a subspace. ε* then grows like 1/σ off the data. */
  abstract readonly singular: boolean;

  /**
   * Evaluates log q_t and one quantity, or their derivatives along a motion of (α, σ, x).
   * @param quantity What to evaluate.
   * @param x n points, n × d.
   * @param level α and σ.
   * @param motion The direction to differentiate in; absent for the values themselves.
   * @returns The log-density and the quantity, or their derivatives.
   */
  abstract evaluate(quantity: Quantity, x: Float64Array, level: Level, motion?: Motion): Evaluation;

  /**
   * Draws data.
   * @param n How many points.
   * @param random The stream.
   * @returns n points of q_0, n × d.
   */
  abstract sampleData(n: number, random: Random): Float64Array;

  /** log q_t(x) in nats, n entries. */
  logDensity(x: Float64Array, level: Level): Float64Array {
    return this.evaluate("score", x, level).logDensity;
  }

  /** ∇ₓ log q_t(x), n × d. */
  score(x: Float64Array, level: Level): Float64Array {
    return this.evaluate("score", x, level).value;
  }

  /** ε*(x, t) = E[ε | x_t = x] = −σ ∇ₓ log q_t(x), n × d. */
  eps(x: Float64Array, level: Level): Float64Array {
    return this.evaluate("eps", x, level).value;
  }

  /** E[x0 | x_t = x], n × d. */
  x0(x: Float64Array, level: Level): Float64Array {
    return this.evaluate("x0", x, level).value;
  }

  /** E[α ε − σ x0 | x_t = x], n × d. */
  v(x: Float64Array, level: Level): Float64Array {
    return this.evaluate("v", x, level).value;
  }

  /** ∂ₜ log q_t(x) at fixed x, n entries. */
  dLogDensity(x: Float64Array, level: MovingLevel): Float64Array {
    return this.evaluate("score", x, level, timeMotion(level)).logDensity;
  }

  /** ∂ₜ ∇ₓ log q_t(x) at fixed x, n × d. */
  dScore(x: Float64Array, level: MovingLevel): Float64Array {
    return this.evaluate("score", x, level, timeMotion(level)).value;
  }

  /** ∂ₜ ε*(x, t) at fixed x, the left side of Theorem 3.1, n × d. */
  dEps(x: Float64Array, level: MovingLevel): Float64Array {
    return this.evaluate("eps", x, level, timeMotion(level)).value;
  }

  /** ∂ₜ E[x0 | x_t = x] at fixed x, n × d. */
  dX0(x: Float64Array, level: MovingLevel): Float64Array {
    return this.evaluate("x0", x, level, timeMotion(level)).value;
  }

  /** ∂ₜ of the ideal v at fixed x, n × d. */
  dV(x: Float64Array, level: MovingLevel): Float64Array {
    return this.evaluate("v", x, level, timeMotion(level)).value;
  }

  /**
   * The Jacobian in x times a tangent: J w, row by row.
   * @param quantity What to differentiate.
   * @param x n points, n × d.
   * @param level α and σ.
   * @param tangent w, n × d.
   * @returns J w, n × d.
   * @throws {TypeError} If the tangent's length is not x's.
   */
  jvp(quantity: Quantity, x: Float64Array, level: Level, tangent: Float64Array): Float64Array {
    return this.evaluate(quantity, x, level, { dAlpha: 0, dSigma: 0, dx: tangent }).value;
  }

  /**
   * The total derivative d/dt along x_t = α x0 + σ ε at fixed (x0, ε): what a sampler or a training pair experiences. The
   * kit's oracles take it from x0 and ε themselves, so that it keeps its digits down to t = 1e-12 and below, and is 0 where
   * it should be: x would round them away. Data of a subspace counts as on it where only rounding keeps it off.
   * @param quantity What to differentiate.
   * @param pair The data and the noise, each n × d.
   * @param level The noise level with its speed.
   * @returns d/dt of the quantity, n × d.
   * @throws {TypeError} If the two differ in length.
   */
  pathDerivative(quantity: Quantity, pair: Pick<PathSample, "x0" | "eps">, level: MovingLevel): Float64Array {
    const { x, motion } = this.checkPath(pair, level);
    return this.evaluate(quantity, x, level, motion).value;
  }

  /**
   * Draws from q_t.
   * @param n How many points.
   * @param level α and σ.
   * @param random The stream.
   * @returns n points x_t, n × d.
   */
  sample(n: number, level: Level, random: Random): Float64Array {
    return this.samplePath(n, level, random).x;
  }

  /**
   * Draws from q_t and keeps what the points were made of. Under one stream the data and the noise are the same at
   * every level.
   * @param n How many points.
   * @param level α and σ.
   * @param random The stream.
   * @returns x_t, x0 and ε, each n × d.
   */
  samplePath(n: number, level: Level, random: Random): PathSample {
    checkInteger(`draw from ${this.name}`, "n", n, 0);
    checkLevel(level);
    const x0 = this.sampleData(n, random.fork("data"));
    const eps = random.fork("noise").normals(n * this.dimension);
    return { x: blend(level.alpha, x0, level.sigma, eps), x0, eps };
  }

  /**
   * Checks the arguments of {@link Oracle.pathDerivative}.
   * @param pair The data and the noise.
   * @param level The noise level with its speed.
   * @returns The points and their motion along the path.
   */
  protected checkPath(
    { x0, eps }: Pick<PathSample, "x0" | "eps">,
    level: MovingLevel,
  ): { x: Float64Array; motion: Required<Motion> } {
    const { alpha, sigma, dAlpha, dSigma } = level;
    checkLength("differentiate along a path", "eps", eps, x0.length);
    const x = blend(alpha, x0, sigma, eps), motion = { dAlpha, dSigma, dx: blend(dAlpha, x0, dSigma, eps) };
    this.checkArguments(x, level, motion);
    return { x, motion };
  }

  /**
   * Checks what {@link Oracle.evaluate} or {@link Oracle.pathDerivative} found.
   * @param quantity What was evaluated.
   * @param values The result, with one entry or d entries a row.
   * @param level The noise level.
   * @returns The result.
   * @throws {RangeError} If an entry is not finite: the points, the means and σ are together beyond float64's range.
   */
  protected checkResult(quantity: string, values: Float64Array, { sigma }: Level): Float64Array {
    for (let i = 0; i < values.length; i++) {
      if (values[i] - values[i] !== 0) {
        throw new RangeError(
          `Cannot evaluate ${this.name}: ${quantity}[${i}] is beyond the range of float64 at sigma = ${sigma}, got ` +
            values[i],
        );
      }
    }
    return values;
  }

  /**
   * Checks the arguments of {@link Oracle.evaluate}.
   * @param x The points.
   * @param level The noise level.
   * @param motion The motion, if any.
   * @returns n, the number of points.
   */
  protected checkArguments(x: Float64Array, level: Level, motion: Motion | undefined): number {
    const action = `evaluate ${this.name}`;
    const n = checkRows(action, "x", x, this.dimension);
    checkLevel(level);
    if (this.singular && level.sigma === 0) {
      throw new RangeError(`Cannot ${action}: sigma must be greater than 0 where the data has no density, got 0`);
    }
    checkPoints(action, "x", x);
    if (motion !== undefined) {
      checkNumber(action, "dAlpha", motion.dAlpha);
      checkNumber(action, "dSigma", motion.dSigma);
      if (motion.dx !== undefined) {
        checkLength(action, "the tangent", motion.dx, x.length);
        checkPoints(action, "the tangent", motion.dx);
      }
    }
    return n;
  }
}

/** a·u + b·w. */
function blend(a: number, u: Float64Array, b: number, w: Float64Array): Float64Array {
  const out = new Float64Array(u.length);
  for (let i = 0; i < out.length; i++) out[i] = a * u[i] + b * w[i];
  return out;
}

function timeMotion({ dAlpha, dSigma }: MovingLevel): Motion {
  return { dAlpha, dSigma };
}

function checkLevel({ alpha, sigma }: Level): void {
  checkNumber("evaluate an oracle", "alpha", alpha, 0, 1);
  checkNumber("evaluate an oracle", "sigma", sigma, 0, 1);
}

function checkPoints(action: string, name: string, values: Float64Array): void {
  for (let i = 0; i < values.length; i++) {
    if (!(Math.abs(values[i]) <= LARGEST)) checkWithin(action, `${name}[${i}]`, values[i]);
  }
}
