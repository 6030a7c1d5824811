/**
 * Whether to share timesteps near 0.
 * @module
 */
import { bootstrap, type Interval, mean } from "../numerics/stats.ts";
import { changes, formatInterval, isDistinguishable, meanRatio } from "./compare.ts";
import { compareSharings, type SharingFound, type SharingsFound } from "./compare_sharings.ts";
import { type Sharing, sharings } from "./sharings.ts";
import { lawSubject } from "./subject.ts";
import type { Advice, AdviceAside, AdviceCurve } from "./types.ts";
import type { WalkSetting } from "./walks.ts";

/**
 * The advice on sharing. Of a law or of points it is about networks trained with sharing, whose optima are known. Of a network
 * it is about the network as it stands, told shared times and not trained anew; what training anew could win is told as
 * far as the optimum on its data tells it.
 * @param setting The walks whose errors perturb.
 * @returns The advice; its cost is the squared error without sharing over that with the advised way, or, where not sharing is the
 * best, the squared error of the paper's way over that without, on points that the choice did not see.
 * @throws {RangeError} If the path has too few steps for any of them to share.
 */
export async function adviseShare(setting: WalkSetting): Promise<Omit<Advice, "holds">> {
  if (sharings(setting.path).length === 0) {
    throw new RangeError(
      `Cannot advise on sharing: the ${setting.path.name} has ${setting.path.steps} steps, too few to share`,
    );
  }
  const first = await compareSharings(setting), { seed, subject } = setting, network = subject.kind === "network";
  const { best, rival, judged, cost } = await judge(setting, first);
  const s = judged.perturbations, range = `s = ${s[0].toPrecision(2)} to ${s.at(-1)!.toPrecision(2)}`;
  const priced = network ? "squares of its own word's change" : "E‖ε̄ − ε*‖²", price = best && priceOf(best, seed);
  const anew = network ? await trainedAnew(setting, judged) : undefined, as = network ? ", as it stands" : "";
  return {
    topic: "share",
    choice: `${
      best === undefined
        ? `do not share${as} (the sampler's own errors are ${range})`
        : `share${as}: ${best.sharing!.name}; price ${formatInterval(price!)} in ${priced}, ${range}`
    }${anew === undefined ? "" : `; ${anew.line}`}`,
    cost,
    costs: best === undefined
      ? `squared error of the prediction where the sampler walks, of sharing by ${rival!.sharing!.name}`
      : "squared error of the prediction where the sampler walks, of not sharing",
    distinguishable: isDistinguishable(cost),
    asides: [
      ...(price === undefined ? [] : [{ what: `price of ${best!.sharing!.name}, ${priced}`, value: price }]),
      ...anew?.asides ?? [],
    ],
    unsaid: network
      ? "how far a network trained anew with sharing stays from its optimum, and whether it generalises better or worse"
      : "how far a trained network stays from its optimum, shared or not, and errors of the sampler that are not like noise",
    curves: sharingCurves(first, seed),
    axes: { x: "t̃", y: "squared error, not sharing = 1" },
  };
}

/** The best way on some points, judged on others; not sharing is `undefined`. */
async function judge(
  setting: WalkSetting,
  first: SharingsFound,
  given?: readonly number[],
): Promise<{ best?: SharingFound; rival?: SharingFound; judged: SharingsFound; cost: Interval }> {
  const [none, ...shared] = first.found, { seed } = setting;
  const best = first.found.reduce((a, b) => mean(b.squares) < mean(a.squares) ? b : a);
  const ways = [(best === none ? usual(shared) : best).sharing!];
  const judged = await compareSharings({ ...setting, seed: seed + 1 }, ways, given), [without, way] = judged.found;
  return best === none
    ? { rival: way, judged, cost: meanRatio(way.squares, without.squares, seed) }
    : { best: way, judged, cost: meanRatio(without.squares, way.squares, seed) };
}

/** The paper's way: a tenth of the path in five bins. */
function usual(shared: readonly SharingFound[]): SharingFound {
  const nearest = Math.min(...shared.map(({ sharing }) => sharing!.until));
  const is = ({ until, intervals, kind }: Sharing) => until > nearest && intervals === 5 && kind === "even";
  return shared.find(({ sharing }) => is(sharing!)) ?? shared[0];
}

function priceOf({ prices }: SharingFound, seed: number): Interval {
  return bootstrap(prices, mean, { seed, resamples: 200 });
}

/** What a network trained anew could win at most: the optimum on the law of its data, where this network walks. */
async function trainedAnew(
  setting: WalkSetting,
  { perturbations }: SharingsFound,
): Promise<{ line: string; asides: AdviceAside[] }> {
  const { law } = setting.subject, { seed } = setting, ideal = { ...setting, subject: lawSubject(law, "points") };
  const { best, cost } = await judge(ideal, await compareSharings(ideal, undefined, perturbations), perturbations);
  if (best === undefined) {
    const line = `trained anew, the optimum on its data would gain nothing by sharing`;
    return {
      line,
      asides: [{ what: "squared error of the optimum with sharing", value: cost, distinguishable: changes(cost) }],
    };
  }
  const price = priceOf(best, seed), { name } = best.sharing!;
  return {
    line:
      `trained anew by ${name}, the optimum on its data would pay ${formatInterval(price)} in E‖ε̄ − ε*‖² and divide ` +
      `its squared error where this network walks by ${formatInterval(cost)}`,
    asides: [
      { what: `price of the optimum trained anew by ${name}, E‖ε̄ − ε*‖²`, value: price },
      { what: "squared error of the optimum without sharing", value: cost, distinguishable: changes(cost) },
    ],
  };
}

/** The error against t̃, a curve for each n and kind. */
function sharingCurves({ found: [none, ...shared] }: SharingsFound, seed: number): AdviceCurve[] {
  const curves = new Map<string, { x: number[]; y: number[]; band: { low: number[]; high: number[] } }>();
  for (const { sharing, squares } of shared) {
    const { until, name } = sharing!, label = name.slice(name.indexOf("n = "));
    const curve = curves.get(label) ?? { x: [], y: [], band: { low: [], high: [] } };
    const { value, low, high } = meanRatio(squares, none.squares, seed);
    curve.x.push(until);
    curve.y.push(value);
    curve.band.low.push(low);
    curve.band.high.push(high);
    curves.set(label, curve);
  }
  return Array.from(curves, ([label, curve]) => ({ label, ...curve }));
}
