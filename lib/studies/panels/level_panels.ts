/**
 * Panels of the schedules themselves.
 * @module
 */
import type { LinePanel, Series } from "../../figures/series.ts";
import { logSpace } from "../../numerics/ranges.ts";
import type { NoiseLevel, Schedule } from "../../schedules/types.ts";
import { lettered } from "./letters.ts";

/** Times over the whole of [0, 1], but for its ends, where some quantities are infinite. */
const ALL = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);

/** Times towards 0. */
const EARLY = Array.from(logSpace(1e-8, 0.5, 48));

/** From so many units of log-SNR above or below 0 on nothing more is seen of a schedule. */
const SNR_RANGE = [-15, 15] as const;

/**
 * α, σ and log-SNR over all times, and their speeds towards t = 0, where the schedules differ in what Theorem 3.1 asks. A speed
 * of 0 has no place on its logarithmic axis.
 * @param schedules The schedules.
 * @returns Six panels in two rows.
 * @category Studies
 */
export function levelPanels(schedules: readonly Schedule[]): LinePanel[] {
  const panel = (title: string, of: (level: NoiseLevel) => number, range: readonly [number, number]): LinePanel => ({
    title,
    x: { title: "<i>t</i>", range: [0, 1] },
    y: { title, range },
    series: schedules.map((schedule) => curve(schedule, ALL, of, (value) => value >= range[0] && value <= range[1])),
  });
  const speed = (title: string, of: (level: NoiseLevel) => number): LinePanel => ({
    title,
    x: { title: "<i>t</i>", scale: "log" },
    y: { title, scale: "log" },
    series: schedules.map((schedule) => curve(schedule, EARLY, of, (value) => value > 0)),
  });
  return lettered([
    panel("<i>α</i>", ({ alpha }) => alpha, [0, 1]),
    panel("<i>σ</i>", ({ sigma }) => sigma, [0, 1]),
    panel("log-SNR <i>λ</i>", ({ logSnr }) => logSnr, SNR_RANGE),
    speed("−d<i>α</i>/d<i>t</i>", ({ dAlpha }) => -dAlpha),
    speed("d<i>σ</i>/d<i>t</i>", ({ dSigma }) => dSigma),
    speed("−d<i>λ</i>/d<i>t</i>", ({ dLogSnr }) => -dLogSnr),
  ]);
}

function curve(
  schedule: Schedule,
  times: readonly number[],
  of: (level: NoiseLevel) => number,
  drawn: (value: number) => boolean,
): Series {
  const places = times.map((t) => ({ x: t, y: of(schedule.at(t)) })).filter(({ y }) => Number.isFinite(y) && drawn(y));
  return { label: schedule.name, x: places.map(({ x }) => x), y: places.map(({ y }) => y), markers: false };
}
