/**
 * Panels in the form of the paper's Figure 1.
 * @module
 */
import { shareTimesteps } from "../../conditioning/share_timesteps.ts";
import type { Reported } from "../../experiments/results/reported.ts";
import { estimateSeries } from "../../figures/estimate_series.ts";
import type { LinePanel } from "../../figures/series.ts";
import type { Interval } from "../../numerics/stats.ts";
import type { Grid } from "../../schedules/grid.ts";
import { digitisedPoints, meanQuotients, type PaperFigureRun } from "../exact/paper_figure.ts";
import { predictedQuotient } from "../exact/step_size.ts";
import type { Sharing } from "../exact/types.ts";
import { lettered } from "./letters.ts";

/**
 * What the panels are drawn of.
 * @category Studies
 */
export interface PaperPanelsOptions {
  /** K of both optima, a run for each seed. */
  readonly runs: readonly PaperFigureRun[];
  /** The digitised points. */
  readonly reported: Reported;
  /** The noise levels. */
  readonly grid: Grid;
  /** t̃ and n. */
  readonly sharing: Sharing;
  /** d of the pictures, by whose root K is divided. */
  readonly dimension: number;
  /** The times that are drawn. */
  readonly until: number;
}

/**
 * (a) What DDPM and E-TSDM are told; K(t, t + Δ)/√d of both optima with the finite-difference prediction, (b) for Δ = 10 with
 * the points that were digitised from the paper's Figure 1, (c) for Δ = 1.
 * @param options Runs, points and levels.
 * @returns Three panels.
 * @category Studies
 */
export function paperPanels(options: PaperPanelsOptions): LinePanel[] {
  const { runs, reported, grid, sharing, dimension, until } = options, told = shareTimesteps(sharing);
  const steps = Array.from({ length: until + 1 }, (_, step) => step), root = Math.sqrt(dimension);
  const scaled = (points: readonly { time: number; estimate: Interval }[]) =>
    points.filter(({ time }) => time <= until).map(({ time, estimate }) => ({
      time,
      estimate: {
        ...estimate,
        value: estimate.value / root,
        low: estimate.low / root,
        high: estimate.high / root,
      },
    }));
  const quotients = (delta: number): LinePanel => {
    const times = meanQuotients(runs, "ideal", delta).map(({ time }) => time).filter((time) => time <= until);
    const shared = scaled(meanQuotients(runs, "shared", delta));
    const predicted = times.map((time) => predictedQuotient(grid, 1, time, time + delta));
    return {
      title: `Δ = ${delta}`,
      x: { title: "step <i>t</i>" },
      y: { title: `<i>K</i>(<i>t</i>, <i>t</i> + ${delta}) / √<i>d</i>` },
      series: [
        estimateSeries("ideal predictor", scaled(meanQuotients(runs, "ideal", delta)), { colour: 0, markers: false }),
        estimateSeries("perfect E-TSDM", delta === 1 ? everyStep(shared, sharing.until) : shared, {
          colour: 1,
          markers: delta > 1,
          steps: delta === 1,
        }),
        { label: "finite differences", x: times, y: predicted, dash: "dot", colour: 6, markers: false },
      ],
    };
  };
  const digitised = (["DDPM", "E-TSDM"] as const).map((treatment, i) =>
    estimateSeries(i === 0 ? "digitised from the paper’s Figure 1" : "", digitisedPoints(reported, treatment), {
      points: "open",
      colour: i,
    })
  );
  const ten = quotients(10), shared = steps.filter((step) => step <= sharing.until);
  const own = steps.filter((step) => step >= sharing.until);
  return lettered([
    {
      title: "told: <i>t</i>, <i>f</i>(<i>t</i>)",
      x: { title: "step <i>t</i>" },
      y: { title: "step that is told" },
      series: [
        { label: "", x: steps, y: steps, colour: 0, markers: false },
        // Beyond t̃ each step is told itself: a line, where stairs of one step would be a blur.
        { label: "", x: shared, y: shared.map(told), colour: 1, steps: true },
        { label: "", x: own, y: own.map(told), colour: 1, markers: false },
      ],
      marks: [{ axis: "x", at: sharing.until, label: "<i>t̃</i>" }],
    },
    { ...ten, series: [...ten.series, ...digitised] },
    quotients(1),
  ]);
}

/** All steps below t̃: where K(t, t + 1) was not measured, what is told does not change, and it is 0. */
function everyStep(measured: readonly { time: number; estimate: Interval }[], until: number) {
  const none = { value: 0, low: 0, high: 0, n: 1, confidence: 0.95 };
  return Array.from(
    { length: until },
    (_, time) => measured.find((one) => one.time === time) ?? { time, estimate: none },
  );
}
