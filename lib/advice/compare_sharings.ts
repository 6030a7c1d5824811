/**
 * The price of sharing timesteps near 0 against its robustness to the sampler's own errors.
 * @module
 */
import { rowNorms } from "../lipschitz/oracle_subject.ts";
import { Random } from "../numerics/random.ts";
import { mean } from "../numerics/stats.ts";
import { binOf, farthest, type Sharing, sharings } from "./sharings.ts";
import { sharedPredictions } from "./shared_predictions.ts";
import { beginnings, exactFlow, rowDistances, type WalkSetting, walkStates } from "./walks.ts";

/** Times at which predictions are compared: not those at which the noise is quantised, so spread by the golden ratio. */
const TIMES = 12, GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * What sharing does.
 * @category Advice
 */
export interface SharingFound {
  /** The way to share; undefined where nothing is shared. */
  readonly sharing?: Sharing;
  /** ‖prediction at x − ε*(x)‖² of each of the law's own points, averaged over the times: its mean is the price. */
  readonly prices: Float64Array;
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
 * Compares ways to share. Of a law or of points the predictors are the optima of the shared losses, exactly. A network is
 * told what the condition says, as it stands, and compared with its own unshared word on unperturbed points. Where the noise
 * is quantised, a predictor is asked at the level that it was trained at though the noise lies beside it.
 * @param setting The walks whose errors perturb.
 * @param ways The ways to share; {@linkcode sharings} unless told.
 * @param given s at the times; the sampler's own errors unless told.
 * @returns What was found, in the order of the ways, after that of sharing nothing.
 * @category Advice
 */
export async function compareSharings(
  setting: WalkSetting,
  ways: readonly Sharing[] = sharings(setting.path),
  given?: readonly number[],
): Promise<SharingsFound> {
  const { subject, path, points, seed } = setting, d = subject.dimension, until = farthest(path);
  const times = Array.from({ length: TIMES }, (_, i) => ((i + 0.5) * GOLDEN) % 1 * until).sort((a, b) => a - b)
    .map((time) => path.steps === undefined ? time : Math.floor(time));
  const perturbations = given ?? await ownErrors(setting, times), random = new Random(seed, "share");
  const squares = Array.from({ length: ways.length + 1 }, () => new Float64Array(points));
  const prices = Array.from({ length: ways.length + 1 }, () => new Float64Array(points));
  for (const [j, time] of times.entries()) {
    const { x } = subject.law.samplePath(points, path.at(time), random), s = perturbations[j];
    const z = random.fork(`perturb ${j}`).normals(points * d), moved = x.map((value, i) => value + s * z[i]);
    const exact = await subject.eps(x, path.at(time));
    for (const [into, at] of [[prices, x], [squares, moved]] as const) {
      const said = [await subject.eps(at, path.at(time)), ...await sharedWords(setting, ways, at, time)];
      said.forEach((word, k) =>
        rowNorms([[1, word], [-1, exact]], d).forEach((norm, row) => into[k][row] += norm * norm / TIMES)
      );
    }
  }
  const found = squares.map((rows, k) => ({
    ...(k > 0 && { sharing: ways[k - 1] }),
    prices: prices[k],
    squares: rows,
  }));
  return { found, times, perturbations };
}

/** What the predictor of each way says at points of a time. */
async function sharedWords(
  { subject, path }: WalkSetting,
  ways: readonly Sharing[],
  x: Float64Array,
  time: number,
): Promise<Float64Array[]> {
  const told = new Map<number, Float64Array>(), bins = new Map<string, readonly [number, number]>();
  const askedAt = (way: Sharing) => Math.max(way.condition(time), path.finest);
  const optimum = (way: Sharing) => subject.kind !== "network" && way.kind !== "quantised" && time < way.until;
  for (const way of ways) {
    if (optimum(way)) bins.set(String(binOf(way, time)), binOf(way, time)!);
    else if (!told.has(askedAt(way))) told.set(askedAt(way), await subject.eps(x, path.at(askedAt(way))));
  }
  const keys = [...bins.keys()], shared = sharedPredictions(subject.law, path, x, [...bins.values()]);
  return ways.map((way) => optimum(way) ? shared[keys.indexOf(String(binOf(way, time)))] : told.get(askedAt(way))!);
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
