/**
 * A sampler as data: the operations it does, with finished float64 coefficients.
 *
 * A plan is a straight line of five operations over named vectors, each made once. That is enough for every sampler of
 * the field with fixed steps: a multistep method combines predictions of earlier steps, a single-step method of high
 * order predicts several times a step, a stochastic one draws noise; nothing decides anything while it runs.
 * @module
 */
import { type Shown, shown } from "../numerics/shown.ts";

/** The name of a vector in a plan. Every name is given once; `start` is what sampling begins with. */
export type VectorName = string;

/** into ← ε̂(at, time), or x̂0(at, time) where that is asked for. */
export interface Predict {
  /** What it does. */
  readonly kind: "predict";
  /** The data in place of the noise; absent where the noise is asked for. */
  readonly quantity?: "x0";
  /** The vector about which is asked. */
  readonly at: VectorName;
  /** The time the predictor is given. */
  readonly time: number;
  /** The vector that is made. */
  readonly into: VectorName;
}

/** into ← Σ cᵢ vᵢ. */
export interface Combine {
  /** What it does. */
  readonly kind: "combine";
  /** The coefficients and vectors, at least one. */
  readonly terms: readonly (readonly [coefficient: number, vector: VectorName])[];
  /** The vector that is made. */
  readonly into: VectorName;
}

/** into ← z ~ N(0, I). */
export interface Noise {
  /** What it does. */
  readonly kind: "noise";
  /** The vector whose shape it takes. */
  readonly like: VectorName;
  /** Which draw of the stream. */
  readonly draw: number;
  /** The vector that is made. */
  readonly into: VectorName;
}

/** into ← min(high, max(low, of)). */
export interface Clip {
  /** What it does. */
  readonly kind: "clip";
  /** The vector that is cut. */
  readonly of: VectorName;
  /** The least value. */
  readonly low: number;
  /** The greatest value. */
  readonly high: number;
  /** The vector that is made. */
  readonly into: VectorName;
}

/** into ← dynamic thresholding of a vector, row by row. */
export interface Threshold {
  /** What it does. */
  readonly kind: "threshold";
  /** The vector. */
  readonly of: VectorName;
  /** Which quantile of a row's magnitudes it is cut at. */
  readonly quantile: number;
  /** The greatest magnitude to cut at. */
  readonly most: number;
  /** The vector that is made. */
  readonly into: VectorName;
}

/** What a plan does at a time. */
export type Operation = Predict | Combine | Noise | Clip | Threshold;

/** One step from a noise level to a lower one. */
export interface PlanStep {
  /** The time it begins at. */
  readonly from: number;
  /** The time it ends at. */
  readonly to: number;
  /** What it does, in order. */
  readonly operations: readonly Operation[];
  /** The vector that it ends with. */
  readonly result: VectorName;
}

/**
 * A sampler made ready for its levels.
 * @category Samplers
 */
export interface Plan {
  /** The sampler's name with the options that differ from the usual. */
  readonly name: string;
  /** The order of convergence of its mean path; of its law where it is stochastic (weak order). */
  readonly order: number;
  /** Whether it draws noise. */
  readonly stochastic: boolean;
  /** How often it asks the predictor. */
  readonly evaluations: number;
  /** Its steps. */
  readonly steps: readonly PlanStep[];
}

/** Writes a plan down, naming vectors and leaving out what has no effect. */
export class PlanBuilder {
  readonly #steps: PlanStep[] = [];
  #operations: Operation[] = [];
  #made = 0;
  #draws = 0;
  #evaluations = 0;

  /**
   * Asks the predictor.
   * @param at The vector about which is asked.
   * @param time The time the predictor is given.
   * @param quantity The noise, unless told, or the data.
   * @returns The prediction's name.
   */
  predict(at: VectorName, time: number, quantity: "eps" | "x0" = "eps"): VectorName {
    this.#evaluations++;
    return quantity === "eps"
      ? this.#add({ kind: "predict", at, time, into: this.#name("eps") })
      : this.#add({ kind: "predict", quantity, at, time, into: this.#name("data") });
  }

  /**
   * Combines vectors. Terms with the coefficient 0 are left out, and a lone term with the coefficient 1 is the vector.
   * @param terms Coefficients and vectors, at least one coefficient not 0.
   * @returns The combination's name.
   * @throws {RangeError} If a coefficient is not finite or all are 0.
   */
  combine(...terms: (readonly [coefficient: number, vector: VectorName])[]): VectorName {
    for (const [coefficient, vector] of terms) {
      if (!Number.isFinite(coefficient)) {
        throw new RangeError(`Cannot plan a sampler: the coefficient of ${vector} must be finite, got ${coefficient}`);
      }
    }
    const kept = terms.filter(([coefficient]) => coefficient !== 0);
    if (kept.length === 0) throw new RangeError("Cannot plan a sampler: every coefficient of a combination is 0");
    if (kept.length === 1 && kept[0][0] === 1) return kept[0][1];
    return this.#add({ kind: "combine", terms: kept, into: this.#name("x") });
  }

  /**
   * Draws noise.
   * @param like The vector whose shape it takes.
   * @returns The noise's name.
   */
  noise(like: VectorName): VectorName {
    return this.#add({ kind: "noise", like, draw: this.#draws++, into: this.#name("z") });
  }

  /**
   * Cuts a vector to a range.
   * @param of The vector.
   * @param low The least value.
   * @param high The greatest value.
   * @returns The result's name.
   */
  clip(of: VectorName, low: number, high: number): VectorName {
    return this.#add({ kind: "clip", of, low, high, into: this.#name("clipped") });
  }

  /**
   * Thresholds a vector dynamically.
   * @param of The vector.
   * @param quantile Which quantile of a row's magnitudes it is cut at.
   * @param most The greatest magnitude to cut at.
   * @returns The result's name.
   */
  threshold(of: VectorName, quantile: number, most: number): VectorName {
    return this.#add({ kind: "threshold", of, quantile, most, into: this.#name("cut") });
  }

  /**
   * Ends a step.
   * @param from The time it began at.
   * @param to The time it ends at.
   * @param result The vector it ends with.
   */
  endStep(from: number, to: number, result: VectorName): void {
    this.#steps.push({ from, to, operations: this.#operations, result });
    this.#operations = [];
  }

  /**
   * The plan of all steps ended.
   * @param name The sampler's name.
   * @param order Its order of convergence.
   * @returns The plan.
   */
  build(name: string, order: number): Plan {
    const plan = { name, order, stochastic: this.#draws > 0, evaluations: this.#evaluations, steps: this.#steps };
    return shown(plan, describe);
  }

  #name(prefix: string): VectorName {
    return `${prefix}${this.#made++}`;
  }

  #add(operation: Operation): VectorName {
    this.#operations.push(operation);
    return operation.into;
  }
}

function describe({ name, order, stochastic, evaluations, steps }: Plan): Shown {
  return {
    heading: `Plan of ${name}`,
    rows: [
      ["steps", `${steps.length}, from ${steps[0]?.from} to ${steps.at(-1)?.to}`],
      ["evaluations", String(evaluations)],
      ["order", String(order)],
      ["noise", stochastic ? "drawn at each step" : "none after the first"],
    ],
  };
}
