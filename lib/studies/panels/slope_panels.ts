/**
 * Panels of slopes near t = 0.
 * @module
 */
import { estimateSeries } from "../../figures/estimate_series.ts";
import type { LinePanel } from "../../figures/series.ts";
import { exactDerivative } from "../../lipschitz/exact_derivative.ts";
import { estimateTheorem } from "../../lipschitz/theorem_estimate.ts";
import type { Oracle } from "../../oracle/oracle.ts";
import type { Schedule } from "../../schedules/types.ts";
import type { SlopesOfData } from "../exact/schedule_slopes.ts";
import { lettered } from "./letters.ts";

const time = { title: "<i>t</i>", scale: "log" as const };

/**
 * Both terms of Theorem 3.1 and their sum, a panel for each schedule.
 * @param oracle The data.
 * @param schedules The schedules.
 * @param times Rising times.
 * @returns The panels.
 * @category Studies
 */
export function termPanels(oracle: Oracle, schedules: readonly Schedule[], times: readonly number[]): LinePanel[] {
  return lettered(schedules.map((schedule) => {
    const terms = times.map((time) => estimateTheorem(oracle, schedule, { time }));
    return {
      title: schedule.name,
      x: time,
      y: { title: "E ‖term‖", scale: "log" as const, range: [1e-5, 1e5] as const },
      series: [
        estimateSeries("∂<sub><i>t</i></sub><i>ε</i>*", terms.map(({ dEps }) => dEps)),
        estimateSeries(
          "schedule’s: (<i>α</i>/<i>σ</i>) <i>α</i>′ ∇ log <i>q</i>",
          terms.map((term) => term.scheduleTerm),
        ),
        estimateSeries("score’s: −<i>σ</i> ∂<sub><i>t</i></sub> ∇ log <i>q</i>", terms.map((term) => term.scoreTerm)),
      ],
      guides: [{ slope: -0.5, through: [1e-6, 1e1] as const, between: [1e-8, 1e-5] as const }],
    };
  }));
}

/**
 * Slopes by schedule, a panel for each kind of data. What is below 0.01 leaves the panel.
 * @param slopes What was measured.
 * @returns The panels.
 * @category Studies
 */
export function schedulePanels(slopes: readonly SlopesOfData[]): LinePanel[] {
  return lettered(slopes.map(({ oracle, bySchedule }) => ({
    title: oracle.name,
    x: time,
    y: { title: "E ‖∂<sub><i>t</i></sub><i>ε</i>*‖", scale: "log" as const },
    series: bySchedule.map(({ schedule, curve }) =>
      estimateSeries(schedule.name, curve.filter(({ estimate }) => estimate.low > 1e-2))
    ),
  })));
}

/**
 * The slope against t, σ and log-SNR, a panel for each kind of data.
 * @param data The data.
 * @param schedule The schedule.
 * @param times Rising times.
 * @returns The panels.
 * @category Studies
 */
export function coordinatePanels(data: readonly Oracle[], schedule: Schedule, times: readonly number[]): LinePanel[] {
  const coordinates = [["t", "<i>t</i>"], ["sigma", "<i>σ</i>"], ["logSnr", "log-SNR"]] as const;
  return lettered(data.map((oracle) => ({
    title: oracle.name,
    x: time,
    y: { title: "mean slope of <i>ε</i>*", scale: "log" as const, range: [1e-5, 1e9] as const },
    series: coordinates.map(([coordinate, label]) =>
      estimateSeries(`against ${label}`, times.map((time) => exactDerivative(oracle, schedule, { time, coordinate })))
    ),
  })));
}
