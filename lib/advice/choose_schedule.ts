/**
 * Which schedule to walk: the advice that the best schedule makes.
 * @module
 */
import type { NoisePath } from "../samplers/noise_path.ts";
import type { Schedule } from "../schedules/types.ts";
import { mean } from "../numerics/stats.ts";
import { type BestSchedule, bestSchedule } from "./best_schedule.ts";
import { formatInterval, isDistinguishable, meanRatio } from "./compare.ts";
import { distances } from "./distance.ts";
import type { Advice } from "./types.ts";
import { stepsWithin, type WalkSetting } from "./walks.ts";

/** What is not said of either kind of subject. */
const UNSAID = {
  law: "schedules other than these two, and other budgets",
  network: "schedules other than these two, other budgets, and a network trained anew on the other schedule",
} as const;

/** The dimension up to which the slope is fitted as closely as the table's digits. */
const SMALL = 6;

/**
 * The best schedule between the ends of a setting's walks.
 * @param setting The walks.
 * @returns The schedule.
 */
export async function settingSchedule({ subject, path, from, points, seed }: WalkSetting): Promise<BestSchedule> {
  const exact = subject.kind !== "network" && subject.dimension <= SMALL;
  return await bestSchedule(subject, {
    finest: path.at(path.finest).logSnr,
    noisiest: path.at(from).logSnr,
    points,
    seed,
    ...(exact ? { tolerance: 1e-5, panels: 40 } : { tolerance: 1e-2, panels: subject.kind === "network" ? 3 : 8 }),
    ...(subject.path && { levelAt: (logSnr: number) => path.at(path.timeAt(logSnr)) }),
  });
}

/**
 * The advice on the schedule: that of the least averaged squared slope where it brings walks nearer to the data than the
 * usual levels do, else those. A predictor needs no training to walk another schedule: at time t of it, it is asked at its
 * own time of the same log-SNR ({@linkcode transferred}).
 * @param setting The walks that it holds for.
 * @param schedule The schedule that they follow; absent on a grid.
 * @returns The advice; its cost is the distance from the data of the levels advised against over that of the advised ones,
 * both to the data, on other walks than the choice was made on.
 */
export async function adviseSchedule(setting: WalkSetting, schedule?: Schedule): Promise<Omit<Advice, "holds">> {
  const { path, seed, spacing, subject } = setting, axes = { x: "log-SNR", y: "slope of the flow per unit of log-SNR" };
  const usual = { to: path.finest, end: "data" } as const;
  let best: BestSchedule;
  try {
    best = await settingSchedule(setting);
  } catch (error) {
    if (!(error instanceof RangeError) || !error.message.includes("every schedule is as good")) throw error;
    const one = { value: 1, low: 1, high: 1, n: setting.points, confidence: 0.95 };
    const any = { choice: "any: the flow does not stretch", cost: one, costs: "averaged squared slope, of any other" };
    return { topic: "schedule", ...any, distinguishable: false, unsaid: UNSAID.law, curves: [], axes };
  }
  const other = { ...usual, times: scheduleStops(setting, best.schedule) };
  const [first, second] = [await distances(setting), await distances({ ...setting, seed: seed + 1 })];
  const better = mean(await first(other)) < mean(await first(usual));
  const [chosen, refused] = better ? [other, usual] : [usual, other];
  const cost = meanRatio(await second(refused), await second(chosen), seed);
  const { name } = best.schedule, half = `half of its time above σ = ${best.schedule.at(0.5).sigma.toPrecision(3)}`;
  const excess = schedule && best.excess(schedule);
  const than = excess === undefined
    ? ""
    : `; ${schedule!.name} has ${formatInterval(excess)} times the least averaged squared slope`;
  return {
    topic: "schedule",
    choice: better
      ? `walk even times of ${name} (${half})${than}`
      : `keep the levels spread by ${spacing}: ${name} (${half}) does not bring this sampler nearer${than}`,
    cost,
    costs: `distance from the data, of ${better ? `levels spread by ${spacing}` : "the schedule of least slope"}`,
    distinguishable: isDistinguishable(cost),
    ...(excess && { asides: [{ what: `averaged squared slope of ${schedule!.name} over the least`, value: excess }] }),
    unsaid: subject.kind === "network" ? UNSAID.network : UNSAID.law,
    curves: [best.curve()],
    axes,
  };
}

/** Times of the setting's path at even times of a schedule, within the budget of a walk to the data. */
export function scheduleStops(setting: WalkSetting, schedule: Schedule): number[] {
  const { path, from }: { path: NoisePath; from: number } = setting, steps = stepsWithin(setting, "data") - 1;
  return Array.from(
    { length: steps + 1 },
    (_, i) => i === 0 ? from : i === steps ? path.finest : path.timeAt(schedule.at(1 - i / steps).logSnr),
  );
}
