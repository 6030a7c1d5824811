/**
 * How often training should look at each time: the noise of the gradient by time.
 * @module
 */
import { rowNorms } from "../lipschitz/oracle_subject.ts";
import { Random } from "../numerics/random.ts";
import { bootstrapRows } from "../numerics/stats.ts";
import { conversion } from "../oracle/convert.ts";
import type { NoisePath } from "../samplers/noise_path.ts";
import { formatInterval, isDistinguishable } from "./compare.ts";
import type { Advice, AdviceSubject } from "./types.ts";

/** Strata of uniform times: their midpoints. */
const STRATA = 64;

/** The share of the path that "near 0" means. */
const NEAR = 0.1;

/**
 * What is trained, and where.
 * @category Advice
 */
export interface DrawSetting {
  /** What predicts; of a law the optimum, whose loss is what no training takes away. */
  readonly subject: AdviceSubject;
  /** Where the noise is at a time. */
  readonly path: NoisePath;
  /** Which error the loss is of, with weight 1 at every time. */
  readonly target: "eps" | "x0" | "v";
  /** How many points. */
  readonly points: number;
  /** Their seed. */
  readonly seed: number;
}

/**
 * The loss by time.
 * @category Advice
 */
export interface LossByTime {
  /** Midpoints of equal strata of the path. */
  readonly times: readonly number[];
  /** ‖target − prediction‖² at each time, of each point. */
  readonly squares: readonly Float64Array[];
}

/**
 * The loss of a subject at uniform times, on the same data and noise at each.
 * @param setting What is trained, and where.
 * @returns The loss by time.
 * @category Advice
 */
export async function lossByTime({ subject, path, target, points, seed }: DrawSetting): Promise<LossByTime> {
  const d = subject.dimension, random = new Random(seed, "loss by time"), whole = path.steps;
  const place = (share: number) => whole === undefined ? share * path.noisiest : Math.floor(share * whole);
  const times = Array.from(
    { length: Math.min(STRATA, whole ?? STRATA) },
    (_, i, n = Math.min(STRATA, whole ?? STRATA)) => place((i + 0.5) / n),
  );
  const squares: Float64Array[] = [];
  for (const time of times) {
    const level = path.at(time), { x, eps } = subject.law.samplePath(points, level, random);
    // An error of ε counts in another target by the square of its conversion.
    const [factor] = level.alpha === 0 ? [1] : conversion("eps", target, level);
    const said = await subject.eps(x, level);
    squares.push(rowNorms([[factor, said], [-factor, eps]], d).map((norm) => norm * norm));
  }
  return { times, squares };
}

/**
 * The advice on the density and the weight of times near 0.
 *
 * With times drawn by density p and each loss divided by it, the expected gradient is the one of uniform times whatever p is,
 * and E‖gradient in the prediction‖² = 4 ∫ E[L_t]/p dt is least for p ∝ √E[L_t] (of the optimum the mean gradient is 0,
 * so that all of it is noise). Uniform times make it larger by ∫E[L_t] dt/(∫√E[L_t] dt)².
 * @param setting What is trained, and where.
 * @returns The advice; its cost is that factor.
 */
export async function adviseDraw(setting: DrawSetting): Promise<Omit<Advice, "holds">> {
  const { times, squares } = await lossByTime(setting), { points, seed, path, target } = setting, n = times.length;
  const meanOf = (rows: ArrayLike<number>, j: number): number => {
    let sum = 0;
    for (let i = 0; i < rows.length; i++) sum += squares[j][rows[i]];
    return sum / rows.length;
  };
  const options = { seed, resamples: 300 };
  const cost = bootstrapRows(points, (rows) => {
    let [sum, roots] = [0, 0];
    for (let j = 0; j < n; j++) {
      const loss = meanOf(rows, j);
      sum += loss / n;
      roots += Math.sqrt(loss) / n;
    }
    return roots === 0 ? 1 : sum / roots ** 2;
  }, options);
  const near = times.filter((time) => time < NEAR * (path.steps ?? path.noisiest)).length;
  const share = bootstrapRows(points, (rows) => {
    let [below, all] = [0, 0];
    for (let j = 0; j < n; j++) {
      const root = Math.sqrt(meanOf(rows, j));
      all += root;
      if (j < near) below += root;
    }
    return all === 0 ? near / n : below / all;
  }, options);
  const density = times.map((_, j) =>
    bootstrapRows(points, (rows) => Math.sqrt(meanOf(rows, j)), { seed, resamples: 100 })
  );
  const scale = density.reduce((sum, { value }) => sum + value, 0) / n || 1;
  return {
    topic: "draw",
    choice: `draw a share of ${formatInterval(share)} of the times from the first ${NEAR} of the path (uniform: ` +
      `${
        Number((near / n).toPrecision(3))
      }), p ∝ √E[L], each loss divided by p; or weigh by 1/E[L] what is drawn uniformly`,
    cost,
    costs: `noise of the gradient in the prediction of ${target}, of uniform times`,
    distinguishable: isDistinguishable(cost),
    asides: [{ what: `share of the times to draw from the first ${NEAR} of the path`, value: share }],
    unsaid: setting.subject.kind === "network"
      ? "how the network came to this loss: its own error is in it beside what no training takes away"
      : "a network that is still far from the optimum, whose own error adds to the noise",
    curves: [{
      label: "best density of times",
      x: times,
      y: density.map(({ value }) => value / scale),
      band: { low: density.map(({ low }) => low / scale), high: density.map(({ high }) => high / scale) },
    }],
    axes: { x: path.steps === undefined ? "t" : "step", y: "density, uniform = 1" },
  };
}
