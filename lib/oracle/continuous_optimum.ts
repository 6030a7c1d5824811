/**
 * The perfect E-TSDM in continuous time, integrated adaptively.
 * @module
 */
import { shareTimesteps } from "../conditioning/share_timesteps.ts";
import { checkInteger, checkPositive, checkRows } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import type { Level } from "../schedules/types.ts";
import type { Oracle } from "./oracle.ts";
import type { Quantity } from "./parameterisation.ts";
import type { SharedOptimum } from "./shared_optimum.ts";

/**
 * Data, levels, and where conditions are shared.
 * @category Oracles
 */
export interface ContinuousOptimumOptions {
  /** The data. */
  readonly oracle: Oracle;
  /** The noise level of a time: `schedule.at`. */
  readonly levelAt: (time: number) => Level;
  /** t̃ > 0. */
  readonly until: number;
  /** n, at least 1. */
  readonly intervals: number;
  /**
   * The largest error of a prediction, relative to 1 + its norm: what two rules of the quadrature may differ by, of which
   * the better one is taken, so that the true error is far smaller; 1e-6 unless told.
   */
  readonly tolerance?: number;
}

/**
 * The optimum as `sharedOptimum` gives it, but for the members of its bins, which are not countable here.
 * @category Oracles
 */
export type ContinuousOptimum = Pick<SharedOptimum, "predict" | "ends">;

/** Gauss and Kronrod's nodes on [0, 1) with the weights of the 15-point rule and of the 7-point rule within it (QUADPACK). */
const NODES: readonly (readonly [node: number, kronrod: number, gauss: number])[] = [
  [0.991455371120812639, 0.022935322010529225, 0],
  [0.949107912342758525, 0.063092092629978553, 0.129484966168869693],
  [0.864864423359769073, 0.104790010322250184, 0],
  [0.741531185599394440, 0.140653259715525919, 0.279705391489276668],
  [0.586087235467691130, 0.169004726639267903, 0],
  [0.405845151377397167, 0.190350578064785410, 0.381830050505118945],
  [0.207784955007898468, 0.204432940075298892, 0],
  [0, 0.209482141084727828, 0.417959183673469388],
];
const RULE = NODES.flatMap(([node, kronrod, gauss]) =>
  (node === 0 ? [0] : [-node, node]).map((at) => ({ at, kronrod, gauss }))
);

/** The first interval is cut off at this share of its width: what lies below has less weight than rounding. */
const LEAST = 1e-12;
/** How often a panel may be halved. */
const ROUNDS = 40;

/** A stretch of ln t with what the integrands are at its nodes. */
interface Panel {
  readonly from: number;
  readonly to: number;
  readonly nodes: readonly { readonly logits: Float64Array; readonly value: Float64Array }[];
}

/**
 * The optimum of the shared loss with t uniform on [0, 1]: E[ε | x, f(t) = c] = ∫ q_t(x) ε*(x, t) dt / ∫ q_t(x) dt over the
 * interval of c. Both integrals run in ln t, in which a point x near the data has its weight where σ_t fits its distance,
 * however near 0 that is; panels are halved until Gauss's and Kronrod's rules agree for every point.
 *
 * Points are taken to come from times above 1e-12 of the first interval's width.
 *
 * @example Within an interval the prediction depends on x alone
 * ```ts
 * import assert from "node:assert/strict";
 * import { continuousOptimum, isotropicMixture } from "nearzero/oracle";
 * import { linear } from "nearzero/schedules";
 *
 * const oracle = isotropicMixture({ dimension: 2, means: Float64Array.of(-1, 0, 1, 0), variance: 0.04 });
 * const perfect = continuousOptimum({ oracle, levelAt: linear().at, until: 0.1, intervals: 5 });
 * const x = Float64Array.of(0.5, 0.2);
 * assert.deepEqual(perfect.predict(x, 0.021), perfect.predict(x, 0.039));
 * assert.deepEqual(perfect.predict(x, 0.3), oracle.eps(x, linear().at(0.3))); // above t̃ nothing is shared
 * ```
 *
 * @param options Data, levels, intervals and tolerance.
 * @returns The optimum.
 * @throws {RangeError} If t̃, n or the tolerance is out of range; while predicting, if the rules do not agree.
 * @category Oracles
 */
export function continuousOptimum(options: ContinuousOptimumOptions): ContinuousOptimum {
  checkArguments("continuousOptimum", arguments);
  const { oracle, levelAt, until, intervals, tolerance = 1e-6 } = options;
  checkPositive("share continuous time", "until", until);
  checkInteger("share continuous time", "intervals", intervals, 1);
  checkPositive("share continuous time", "tolerance", tolerance);
  const told = shareTimesteps({ until, intervals }), width = until / intervals;
  const predict = (x: Float64Array, time: number, quantity: Quantity = "eps"): Float64Array => {
    if (time >= until) return oracle.evaluate(quantity, x, levelAt(time)).value;
    const start = told(time), end = start + width, first = start === 0;
    const evaluate = (from: number, to: number): Panel => ({
      from,
      to,
      nodes: RULE.map(({ at }) => {
        const u = (from + to) / 2 + at * (to - from) / 2;
        const { logDensity, value } = oracle.evaluate(quantity, x, levelAt(Math.exp(u)));
        // dt = t du.
        return { logits: logDensity.map((log) => log + u), value };
      }),
    });
    const [low, high] = [Math.log(first ? end * LEAST : start), Math.log(end)], count = first ? 6 : 1;
    const edges = Array.from({ length: count + 1 }, (_, i) => low + i * (high - low) / count);
    let panels = edges.slice(1).map((edge, i) => evaluate(edges[i], edge));
    for (let round = 0; round < ROUNDS; round++) {
      const { prediction, errors } = integrate(
        panels,
        checkRows("predict", "x", x, oracle.dimension),
        oracle.dimension,
      );
      if (errors.every((error) => error <= tolerance)) return prediction;
      panels = panels.flatMap((panel, i) => {
        if (errors[i] <= tolerance / panels.length) return [panel];
        const middle = (panel.from + panel.to) / 2;
        return [evaluate(panel.from, middle), evaluate(middle, panel.to)];
      });
    }
    throw new RangeError(`Cannot share continuous time: the integrals at time ${time} do not reach ${tolerance}`);
  };
  return { predict, ends: Array.from({ length: intervals - 1 }, (_, i) => (i + 1) * width).concat(until) };
}

/** The quotient of the integrals of each row, and for each panel the largest difference of its two rules in any row. */
function integrate(panels: readonly Panel[], n: number, d: number): { prediction: Float64Array; errors: Float64Array } {
  const prediction = new Float64Array(n * d), errors = new Float64Array(panels.length);
  const better = new Float64Array(d), difference = panels.map(() => new Float64Array(d + 1));
  for (let row = 0; row < n; row++) {
    let most = -Infinity, total = 0;
    for (const { nodes } of panels) for (const { logits } of nodes) most = Math.max(most, logits[row]);
    better.fill(0);
    panels.forEach(({ from, to, nodes }, p) => {
      const apart = difference[p].fill(0), half = (to - from) / 2;
      nodes.forEach(({ logits, value }, k) => {
        const weight = Math.exp(logits[row] - most) * half, { kronrod, gauss } = RULE[k];
        if (weight === 0) return;
        total += kronrod * weight;
        apart[d] += (kronrod - gauss) * weight;
        for (let j = 0; j < d; j++) {
          better[j] += kronrod * weight * value[row * d + j];
          apart[j] += (kronrod - gauss) * weight * value[row * d + j];
        }
      });
    });
    let norm = 0;
    for (let j = 0; j < d; j++) {
      prediction[row * d + j] = better[j] / total;
      norm = Math.hypot(norm, better[j] / total);
    }
    difference.forEach((apart, p) => {
      // The error of a quotient N / Z is (δN − (N/Z) δZ) / Z.
      let error = 0;
      for (let j = 0; j < d; j++) error = Math.hypot(error, apart[j] - prediction[row * d + j] * apart[d]);
      errors[p] = Math.max(errors[p], error / total / (1 + norm));
    });
  }
  return { prediction, errors };
}
