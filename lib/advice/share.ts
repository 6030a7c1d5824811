/**
 * Whether to share timesteps near 0: the price of sharing against its robustness to the sampler's own errors.
 * @module
 */
import type { Condition } from "../conditioning/types.ts";
import { quantiseNoise } from "../conditioning/quantise_noise.ts";
import { shareTimesteps } from "../conditioning/share_timesteps.ts";
import { rowNorms } from "../lipschitz/oracle_subject.ts";
import { Random } from "../numerics/random.ts";
import { bootstrapRows, type Interval, mean } from "../numerics/stats.ts";
import { sharedOptimum } from "../oracle/shared_optimum.ts";
import type { NoisePath } from "../samplers/noise_path.ts";
import { formatInterval, isDistinguishable, meanRatio } from "./stop.ts";
import type { Advice, AdviceCurve, AdviceSubject } from "./types.ts";
import { beginnings, exactFlow, rowDistances, type WalkSetting, walkStates } from "./walks.ts";

/** Shares of the path that are shared, t̃, and numbers of intervals n that are compared. */
const UNTIL = [0.05, 0.1, 0.2] as const, INTERVALS = [1, 5, 20] as const;

/** Times below t̃ that a continuous path is summed over: even in √t, so that near 0 they tell noise levels apart. */
const NODES = 64;

/** Times at which predictions are compared: not those at which the noise is quantised, so spread by the golden ratio. */
const TIMES = 12, GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * A way to share.
 * @category Advice
 */
export interface Sharing {
  /** In words: t̃, n and how. */
  readonly name: string;
  /** What the network is told. */
  readonly condition: Condition;
  /** Whether the noise is quantised with the condition, so that nothing is guessed. */
  readonly quantised: boolean;
  /** The times that share. */
  readonly times: readonly number[];
  /** Their weights, so that together they are uniform in t. */
  readonly weight: (time: number) => number;
}

/** The ways to share that are compared, on a path. */
export function sharings(path: NoisePath): Sharing[] {
  const whole = path.steps ?? path.noisiest, found: Sharing[] = [];
  for (const share of UNTIL) {
    const until = path.steps === undefined ? share * whole : Math.round(share * whole);
    for (const intervals of INTERVALS) {
      if (path.steps !== undefined && until < intervals) continue;
      const times = path.steps === undefined
        ? Array.from({ length: NODES }, (_, i) => until * ((i + 0.5) / NODES) ** 2)
        : Array.from({ length: until }, (_, step) => step);
      const weight = (time: number) => path.steps === undefined ? 2 * Math.sqrt(time / until) : 1;
      const name = `t̃ = ${Number(until.toPrecision(3))}, n = ${intervals}`;
      const shared = { name, condition: shareTimesteps({ until, intervals }), quantised: false, times, weight };
      found.push(shared);
      if (intervals === 1) continue;
      found.push({ ...shared, name: `${name}, uniform in log-SNR`, condition: shareLogSnr(path, until, intervals) });
      const condition = quantiseNoise({ until, intervals, whole: path.steps !== undefined });
      found.push({ ...shared, name: `${name}, quantised noise`, condition, quantised: true });
    }
  }
  return found;
}

/** Bins of equal width in log-SNR from the first time that counts to t̃; each is told as its lower end. */
function shareLogSnr(path: NoisePath, until: number, intervals: number): Condition {
  const finest = path.at(path.finest).logSnr, last = path.at(until).logSnr;
  const ends = Array.from(
    { length: intervals },
    (_, i) => i === 0 ? 0 : path.timeAt(finest + i * (last - finest) / intervals),
  );
  return (time) => time >= until ? time : ends.findLast((end) => end <= time)!;
}

/**
 * What sharing does.
 * @category Advice
 */
export interface SharingFound {
  /** The way to share; undefined where nothing is shared. */
  readonly sharing?: Sharing;
  /** E‖prediction − ε*‖² on the law's own points: the price. */
  readonly price: Interval;
  /** ‖prediction at x + s z − ε*(x)‖² of each point, averaged over the times: the error where the sampler walks. */
  readonly squares: Float64Array;
}

/**
 * The shares compared on one set of points, with the perturbation they were compared under.
 * @category Advice
 */
export interface SharingsFound {
  /** No sharing first, then every way. */
  readonly found: readonly SharingFound[];
  /** Where they were compared. */
  readonly times: readonly number[];
  /** s at those times: the sampler's own distance from the exact flow, per dimension. */
  readonly perturbations: readonly number[];
}

/**
 * Compares ways to share. Of a law or of points the predictors are the optima of the shared losses, exactly; a network is
 * told what the condition says, without training, and compared with its own unshared word on unperturbed points.
 * @param setting The walks whose errors perturb.
 * @param ways The ways to share; {@linkcode sharings} unless told.
 * @returns What was found, in the order of the ways, after that of sharing nothing.
 * @category Advice
 */
export async function compareSharings(
  setting: WalkSetting,
  ways: readonly Sharing[] = sharings(setting.path),
): Promise<SharingsFound> {
  const { subject, path, points, seed } = setting, d = subject.dimension;
  const whole = path.steps ?? path.noisiest, until = UNTIL.at(-1)! * whole;
  const times = Array.from({ length: TIMES }, (_, i) => ((i + 0.5) * GOLDEN) % 1 * until).sort((a, b) => a - b)
    .map((time) => path.steps === undefined ? time : Math.floor(time));
  const perturbations = await ownErrors(setting, times), random = new Random(seed, "share");
  const squares = Array.from({ length: ways.length + 1 }, () => new Float64Array(points));
  const prices = Array.from({ length: ways.length + 1 }, () => new Float64Array(points));
  const predictors = [undefined, ...ways].map((way) => way && sharedPredictor(subject, path, way));
  for (const [j, time] of times.entries()) {
    const level = path.at(time), { x } = subject.law.samplePath(points, level, random), s = perturbations[j];
    const z = random.fork(`perturb ${j}`).normals(points * d), moved = x.map((value, i) => value + s * z[i]);
    const exact = await subject.eps(x, level);
    for (const [k, predict] of predictors.entries()) {
      const [still, shaken] = predict === undefined
        ? [exact, await subject.eps(moved, level)]
        : [await predict(x, time), await predict(moved, time)];
      for (const [into, said] of [[prices[k], still], [squares[k], shaken]] as const) {
        rowNorms([[1, said], [-1, exact]], d).forEach((norm, row) => into[row] += norm * norm / times.length);
      }
    }
  }
  const found = squares.map((rows, k) => ({
    ...(k > 0 && { sharing: ways[k - 1] }),
    price: bootstrapRows(points, (picked) => picked.reduce((sum, row) => sum + prices[k][row], 0) / picked.length, {
      seed,
      resamples: 200,
    }),
    squares: rows,
  }));
  return { found, times, perturbations };
}

function sharedPredictor(
  subject: AdviceSubject,
  path: NoisePath,
  { condition, quantised, times, weight }: Sharing,
): (x: Float64Array, time: number) => Float64Array | Promise<Float64Array> {
  const told = (time: number) => Math.max(condition(time), path.steps === undefined ? Number.MIN_VALUE : 0);
  if (subject.kind === "network" || quantised) {
    return (x, time) => subject.eps(x, path.at(Math.max(told(time), path.steps === undefined ? path.finest : 0)));
  }
  const optimum = sharedOptimum({
    oracle: subject.law,
    levelAt: (time) => path.levelAt(time),
    condition,
    times,
    weight,
  });
  return (x, time) => optimum.predict(x, time);
}

/** s by time: the root mean square distance, per dimension, of the sampler's states from the exact flow, between its stops. */
async function ownErrors(setting: WalkSetting, times: readonly number[]): Promise<number[]> {
  const { path, subject } = setting, start = beginnings(setting);
  if (setting.sampler.stochastic) {
    // A stochastic walk has no flow to be far from; a step's noise is what it is off by at most.
    return times.map((time) => path.at(time).sigma / Math.sqrt(setting.evaluations));
  }
  const { levels, states } = await walkStates(setting, { to: path.finest, end: "data" }, start);
  const stops = levels.filter(({ sigma }) => sigma > 0),
    exact = await exactFlow(setting, start, stops.map(({ time }) => time));
  const errors = stops.map((_, i) =>
    Math.sqrt(mean(rowDistances(states[i], exact[i], subject.dimension).map((far) => far * far)) / subject.dimension)
  );
  return times.map((time) => {
    const after = Math.max(1, stops.findIndex((stop) => stop.time <= time)), before = after - 1;
    if (stops.length < 2 || stops.at(-1)!.time > time) return errors.at(-1)!;
    const [a, b, at] = [stops[before], stops[after], path.at(time)].map(({ logSnr }) => logSnr);
    const share = Math.min(1, Math.max(0, (at - a) / (b - a)));
    return errors[before] + share * (errors[after] - errors[before]);
  });
}

/**
 * The advice on sharing.
 * @param setting The walks whose errors perturb.
 * @returns The advice; its cost is the squared error without sharing over that with the advised way, or, where not sharing is the
 * best, the squared error of the paper's way over that without, on points that the choice did not see.
 */
export async function adviseShare(setting: WalkSetting): Promise<Omit<Advice, "holds">> {
  const first = await compareSharings(setting), { seed } = setting;
  const best = first.found.reduce((a, b) => mean(b.squares) < mean(a.squares) ? b : a);
  const usual =
    first.found.find(({ sharing }) =>
      sharing?.name.endsWith("n = 5") && sharing.name.includes("0.1") || sharing?.name === "t̃ = 100, n = 5"
    ) ??
      first.found[1];
  const rival = best.sharing === undefined ? usual : first.found[0];
  const ways = [best, rival].flatMap(({ sharing }) => sharing ?? []);
  const judged = await compareSharings({ ...setting, seed: seed + 1 }, ways);
  const of = (name: string | undefined) => judged.found.find(({ sharing }) => sharing?.name === name)!;
  const cost = meanRatio(of(rival.sharing?.name).squares, of(best.sharing?.name).squares, seed);
  const s = judged.perturbations, range = `s = ${s[0].toPrecision(2)} to ${s.at(-1)!.toPrecision(2)}`;
  const priced = setting.subject.kind === "network" ? "squares of its own word's change" : "E‖ε̄ − ε*‖²";
  return {
    topic: "share",
    choice: best.sharing === undefined
      ? `do not share (the sampler's own errors are ${range})`
      : `share: ${best.sharing.name}; price ${formatInterval(of(best.sharing.name).price)} in ${priced}, ${range}`,
    cost,
    costs: best.sharing === undefined
      ? `squared error of the prediction where the sampler walks, of sharing by ${rival.sharing!.name}`
      : "squared error of the prediction where the sampler walks, of not sharing",
    distinguishable: isDistinguishable(cost),
    curves: sharingCurves(first),
    axes: { x: "t̃", y: "squared error, not sharing = 1" },
  };
}

/** The error against t̃, a curve for each n and kind. */
function sharingCurves({ found }: SharingsFound): AdviceCurve[] {
  const none = mean(found[0].squares) || 1, curves = new Map<string, { x: number[]; y: number[] }>();
  for (const { sharing, squares } of found) {
    if (sharing === undefined) continue;
    const [, until, label] = /^t̃ = ([^,]+), (.+)$/.exec(sharing.name)!, curve = curves.get(label) ?? { x: [], y: [] };
    curve.x.push(Number(until));
    curve.y.push(mean(squares) / none);
    curves.set(label, curve);
  }
  return Array.from(curves, ([label, curve]) => ({ label, ...curve }));
}
