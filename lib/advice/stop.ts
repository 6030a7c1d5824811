/**
 * Where to stop before 0, and how to take the last step: the error of stopping against the error of stepping.
 * @module
 */
import { changes, formatInterval, isDistinguishable, meanCurve, meanRatio } from "./compare.ts";
import { distances } from "./distance.ts";
import { findStop, type StopPoint } from "./find_stop.ts";
import type { Advice, AdviceAside, AdviceCurve } from "./types.ts";
import {
  beginnings,
  exactFlow,
  hasLowerStep,
  rowDistances,
  type WalkChoice,
  walkLevels,
  type WalkSetting,
} from "./walks.ts";

/**
 * The advice on t_eps and the last step.
 * @param setting The walks that it holds for.
 * @returns The advice; its cost is the distance from the data of the path's usual end over that of the advised one, on
 * other walks than the choice was made on.
 */
export async function adviseStop(setting: WalkSetting): Promise<Omit<Advice, "holds">> {
  const { best, time, stops, denoised } = await findStop(setting), { path, sampler, seed, subject } = setting;
  const measure = await distances({ ...setting, seed: seed + 1 });
  const chosen = await measure(best), usual: WalkChoice = { to: path.finest, end: "data" };
  const cost = meanRatio(await measure(usual), chosen, seed);
  const asides: AdviceAside[] = [{ what: "t_eps", value: time }];
  const lower = hasLowerStep(setting, best);
  if (lower === true) {
    const value = meanRatio(await measure({ ...best, lower: true }), chosen, seed);
    asides.push({ what: "distance with a last step of order 1", value, distinguishable: changes(value) });
  }
  const last = walkLevels(setting, best).slice(-2).map(({ time }) => Number(time.toPrecision(3)));
  const ending = best.end === "stop" ? "stop there" : "then one step to the data";
  return {
    topic: "stop",
    choice: `t_eps = ${formatInterval(time)}, ${ending}; last step ${last[0]} → ${best.end === "data" ? 0 : last[1]}; ${
      orderLine(best, lower, asides.at(-1)!)
    }`,
    cost,
    costs: `distance from the data, of stopping at ${path.finest} and stepping to the data`,
    distinguishable: isDistinguishable(cost),
    asides,
    unsaid: sampler.stochastic
      ? "differences below the noise of 8 groups of samples, and other budgets and spacings"
      : subject.kind === "network"
      ? "how far the network's own flow ends from the data, which no choice of steps changes; other budgets and spacings"
      : "other budgets and spacings",
    curves: [...curvesOf(stops, denoised, seed), await stoppingCurve(setting, stops)],
    axes: { x: "t_eps", y: "distance from the data" },
  };
}

/** What a lower final order changes, in words. */
function orderLine({ end }: StopPoint, lower: true | string, { value, distinguishable }: AdviceAside): string {
  if (lower !== true) return lower;
  const which = end === "data"
    ? "the step to the data is of order 1 as ever; one of order 1 before it"
    : "a last step of order 1";
  return `${which} multiplies the distance by ${formatInterval(value)}${
    distinguishable ? "" : ", not distinguishable"
  }`;
}

function curvesOf(stops: readonly StopPoint[], denoised: readonly StopPoint[], seed: number): AdviceCurve[] {
  return ([["stop at t_eps", stops], ["then a step to the data", denoised]] as const)
    .filter(([, points]) => points.length > 0)
    .map(([label, points]) => meanCurve(label, points.map(({ to }) => to), points.map(({ rows }) => rows), seed));
}

/** The exact flow, stopped: what stopping costs where steps cost nothing. */
async function stoppingCurve(setting: WalkSetting, stops: readonly StopPoint[]): Promise<AdviceCurve> {
  const times = stops.map(({ to }) => to), start = beginnings(setting), states = await exactFlow(setting, start, times);
  const ends = states.at(-1)!, d = setting.subject.dimension;
  return meanCurve("stopping alone", times, times.map((_, i) => rowDistances(states[i], ends, d)), setting.seed);
}
