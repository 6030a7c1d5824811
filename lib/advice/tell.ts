/**
 * What to tell the network of a time: the coordinate in which its prediction is the least steep, and the scale of the
 * embedding that can follow it.
 * @module
 */
import { rowNorms } from "../lipschitz/oracle_subject.ts";
import { Random } from "../numerics/random.ts";
import { bootstrapRows, type Interval, mean } from "../numerics/stats.ts";
import type { NoisePath, SamplerLevel } from "../samplers/noise_path.ts";
import { formatInterval, isDistinguishable, meanCurve } from "./compare.ts";
import type { Advice, AdviceCurve, AdviceSubject } from "./types.ts";

/** Places in λ between the ends: the nodes of the midpoint rule. */
const PLACES = 48;

/** Powers of Remap that are compared. */
const POWERS = [0.25, 0.5, 0.75] as const;

/**
 * What is told, to whom.
 * @category Advice
 */
export interface TellSetting {
  /** What predicts. */
  readonly subject: AdviceSubject;
  /** Where the noise is at a time. */
  readonly path: NoisePath;
  /** The finest and the noisiest time. */
  readonly ends: readonly [finest: number, noisiest: number];
  /** How many points. */
  readonly points: number;
  /** Their seed. */
  readonly seed: number;
}

/** A coordinate that a network may be told: its value and |dc/dλ| at a level. */
interface Told {
  readonly name: string;
  value(level: SamplerLevel): number;
  speed(level: SamplerLevel): number;
}

function coordinates({ noisiest }: NoisePath): Told[] {
  const perTime = ({ dLogSnr }: SamplerLevel) => 1 / Math.abs(dLogSnr);
  const powers = POWERS.map((p): Told => ({
    name: `t^${p} (Remap)`,
    value: ({ time }) => (time / noisiest) ** p,
    speed: (level) => level.time <= 0 ? 0 : p * (level.time / noisiest) ** (p - 1) / noisiest * perTime(level),
  }));
  return [
    { name: "t", value: ({ time }) => time / noisiest, speed: (level) => perTime(level) / noisiest },
    { name: "σ", value: ({ sigma }) => sigma, speed: ({ alpha, sigma }) => sigma * alpha * alpha / 2 },
    { name: "log-SNR", value: ({ logSnr }) => logSnr, speed: () => 1 },
    ...powers,
  ];
}

/**
 * How steep the prediction is against a coordinate.
 * @category Advice
 */
export interface ToldSlope {
  /** The coordinate. */
  readonly name: string;
  /** Its averaged squared slope over [0, 1] over the least of any coordinate, which is 1. */
  readonly excess: Interval;
  /** √E‖∂ε̂/∂c‖² there, with c running over [0, 1], and its intervals. */
  readonly slopes: AdviceCurve;
  /** √E‖ε̂‖² over the largest of them: how much of [0, 1] the fastest change of order 1 takes. */
  readonly width: number;
}

/**
 * How steep the prediction is against each coordinate, all on one set of points. Against c with range C, the averaged
 * squared slope over the unit interval is C ∫ E‖∂ε̂/∂λ‖² |dλ/dc| dλ, at least (∫ √E‖∂ε̂/∂λ‖² dλ)².
 * @param setting What is told, to whom.
 * @returns One entry for each coordinate.
 * @category Advice
 */
export async function toldSlopes({ subject, path, ends, points, seed }: TellSetting): Promise<ToldSlope[]> {
  const [finest, noisiest] = ends.map((time) => path.at(time)), d = subject.dimension;
  const width = (finest.logSnr - noisiest.logSnr) / PLACES, random = new Random(seed, "told slopes");
  const levels = Array.from({ length: PLACES }, (_, i) => path.at(path.timeAt(noisiest.logSnr + (i + 0.5) * width)));
  const squares: Float64Array[] = [];
  let size = 0;
  for (const level of levels) {
    const { x } = subject.law.samplePath(points, level, random);
    squares.push(rowNorms([[1, await subject.slope(x, level, path)]], d).map((norm) => norm * norm));
    size += mean(rowNorms([[1, await subject.eps(x, level)]], d).map((norm) => norm * norm)) / PLACES;
  }
  return coordinates(path).map((told) => {
    const range = Math.abs(told.value(finest) - told.value(noisiest)),
      speeds = levels.map((level) => told.speed(level) / range);
    const excess = bootstrapRows(points, (rows) => {
      let [asked, least] = [0, 0];
      for (let j = 0; j < PLACES; j++) {
        let sum = 0;
        for (let i = 0; i < rows.length; i++) sum += squares[j][rows[i]];
        asked += width * sum / rows.length / speeds[j];
        least += width * Math.sqrt(sum / rows.length);
      }
      return least === 0 ? 1 : asked / least ** 2;
    }, { seed, resamples: 200 });
    const most = levels.reduce((largest, _, j) => Math.max(largest, Math.sqrt(mean(squares[j])) / speeds[j]), 0);
    const places = levels.map(({ logSnr }) => logSnr),
      root = (square: number, j: number) => Math.sqrt(square) / speeds[j];
    return {
      name: told.name,
      excess,
      slopes: meanCurve(told.name, places, squares, seed, root),
      width: most === 0 ? 1 : Math.sqrt(size) / most,
    };
  });
}

/** Rates of the sinusoidal embedding of 128 features (Vaswani et al. 2017), as most networks have it. */
const RATES = Float64Array.from({ length: 64 }, (_, i) => 10_000 ** (-i / 63));

/**
 * How alike the sinusoidal embeddings of two conditions are: the cosine of the angle between them, which depends on their
 * distance alone. 1 where the network cannot tell them apart.
 * @param distance |c − c′| as the embedding sees it: times the scale.
 * @returns In [−1, 1].
 * @category Advice
 */
export function embeddingLikeness(distance: number): number {
  return RATES.reduce((sum, rate) => sum + Math.cos(rate * distance), 0) / RATES.length;
}

/**
 * The scale of a coordinate on [0, 1] with which the embedding half forgets over a width.
 * @category Advice
 */
export function embeddingScale(width: number): number {
  // Likeness falls to ½ by a distance of a few hundred, and first crosses it once.
  let [low, high] = [0, 1];
  while (embeddingLikeness(high) > 0.5) high *= 1.25;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (embeddingLikeness(middle) > 0.5) low = middle;
    else high = middle;
  }
  return low / width;
}

/**
 * The advice on what a network is told.
 * @param setting What is told, to whom.
 * @returns The advice; its cost is the averaged squared slope against t over that against the advised coordinate.
 */
export async function adviseTell(setting: TellSetting): Promise<Omit<Advice, "holds">> {
  const chosen = (await toldSlopes(setting)).reduce((a, b) => b.excess.value < a.excess.value ? b : a).name;
  // The choice was made on these points, so others judge it.
  const judged = await toldSlopes({ ...setting, seed: setting.seed + 1 });
  const best = judged.find(({ name }) => name === chosen)!, time = judged[0];
  // The least possible is the same for both, so that their ratio is that of their averaged squared slopes.
  const ratio = (end: "low" | "high") => time.excess[end] / best.excess[end === "low" ? "high" : "low"];
  const cost = chosen === "t"
    ? { ...time.excess, value: 1, low: 1, high: 1 }
    : { ...time.excess, value: time.excess.value / best.excess.value, low: ratio("low"), high: ratio("high") };
  const scale = embeddingScale(best.width), alike = embeddingLikeness(best.width);
  const short = (value: number) => Number(value.toPrecision(2)).toString();
  return {
    topic: "tell",
    choice:
      `tell ${chosen} (${formatInterval(best.excess)} of the least possible averaged squared slope), on [0, 1] times ` +
      `${
        short(scale)
      } into a sinusoidal embedding; with scale 1 two times whose predictions differ by their own size are ` +
      `embedded with cosine ${alike.toPrecision(4)}`,
    cost,
    costs: "averaged squared slope of the prediction in what is told, of telling t",
    distinguishable: isDistinguishable(cost),
    asides: judged.map(({ name, excess }) => ({
      what: `averaged squared slope in ${name} over the least`,
      value: excess,
    })),
    unsaid: "whether training can follow: a slope says what there is to learn, not how well a network learns it",
    curves: judged.map(({ slopes }) => slopes),
    axes: { x: "log-SNR", y: "slope in what is told, on [0, 1]" },
  };
}
