/**
 * Panels of networks by how long they were trained.
 * @module
 */
import { meanCurves } from "../../experiments/results/mean_curves.ts";
import { relativeCurves } from "../../experiments/results/relative_curves.ts";
import type { Reported } from "../../experiments/results/reported.ts";
import type { SweepTable } from "../../experiments/results/sweep_table.ts";
import { slopeName, STATES_CURVE } from "../../experiments/store/scores.ts";
import { estimateSeries, type TimedEstimate } from "../../figures/estimate_series.ts";
import type { LinePanel } from "../../figures/series.ts";
import type { Grid } from "../../schedules/grid.ts";
import { digitisedPoints } from "../paper_figure.ts";
import { perturbedCurve } from "../perturbed_networks.ts";
import { predictedQuotient } from "../step_size.ts";
import { lettered } from "./letters.ts";

/**
 * What the panels are drawn of.
 * @category Studies
 */
export interface LengthPanelsOptions {
  /** The sweep's table, with a column "steps". */
  readonly table: SweepTable;
  /** The training lengths that get a panel each, as the column names them. */
  readonly lengths: readonly string[];
  /** The noise levels. */
  readonly grid: Grid;
  /** d of the pictures, by whose root K is divided. */
  readonly dimension: number;
  /** Δ of K(t, t + Δ), in steps. */
  readonly delta: number;
  /** The times that are drawn. */
  readonly until: number;
  /** The points digitised from the paper's Figure 1(b), which are of Δ = 10; none unless told. */
  readonly reported?: Reported;
}

/**
 * K(t, t + Δ)/√d of DDPM and E-TSDM, a panel for each training length, with the finite-difference prediction and, where they
 * are given, the digitised points.
 * @param options Table, lengths and levels.
 * @returns The panels.
 * @category Studies
 */
export function lengthPanels(options: LengthPanelsOptions): LinePanel[] {
  const { table, lengths, grid, dimension, delta, until, reported } = options, root = Math.sqrt(dimension);
  const curves = meanCurves(table, slopeName(delta)), within = ({ time }: TimedEstimate) => time <= until;
  const times = curves[0].points.filter(within).map(({ time }) => time);
  const predicted = times.map((time) => predictedQuotient(grid, 1, time, time + delta));
  return lettered(lengths.map((steps) => ({
    title: `${Number(steps).toLocaleString("en")} training steps`,
    x: { title: "step <i>t</i>" },
    y: {
      title: `<i>K</i>(<i>t</i>, <i>t</i> + ${delta}) / √<i>d</i>`,
      scale: "log" as const,
      range: [5e-5, 0.1] as const,
    },
    series: [
      ...curves.filter(({ labels }) => labels.steps === steps).map(({ labels, points }, i) =>
        estimateSeries(labels.treatment, points.filter(within).map(dividedBy(root)), { colour: i, markers: delta > 1 })
      ),
      { label: "finite differences", x: times, y: predicted, dash: "dot" as const, colour: 6, markers: false },
      ...(reported === undefined
        ? []
        : ["DDPM", "E-TSDM"].map((treatment, i) =>
          estimateSeries(i === 0 ? "digitised from the paper’s Figure 1" : "", digitisedPoints(reported, treatment), {
            points: "open" as const,
            colour: i,
          })
        )),
    ],
  })));
}

function dividedBy(root: number): (point: TimedEstimate) => TimedEstimate {
  return ({ time, estimate }) => ({
    time,
    estimate: {
      ...estimate,
      value: estimate.value / root,
      low: Math.max(0, estimate.low / root),
      high: estimate.high / root,
    },
  });
}

/**
 * The mechanism: (a) how much noise the states of DDIM hold beyond what the network is told, s²/σ_t², by its number of
 * evaluations; (b) how E-TSDM's error differs from DDPM's in an interval of steps when s is added, by training length.
 * @param table The table, with columns "steps" and "sampling".
 * @param options The length whose states are drawn, the lengths and scales that are compared, and which interval.
 * @returns Two panels.
 * @category Studies
 */
export function mechanismPanels(
  table: SweepTable,
  { length, lengths, scales, interval }: {
    readonly length: string;
    readonly lengths: readonly string[];
    readonly scales: readonly number[];
    readonly interval: number;
  },
): LinePanel[] {
  const states = meanCurves(table, STATES_CURVE).filter(({ labels }) => labels.steps === length);
  const samplings = [...new Set(states.map(({ labels }) => labels.sampling))];
  const relative = scales.map((scale) => relativeCurves(table, perturbedCurve(scale)));
  return lettered([
    {
      title: "a sampler’s own states",
      x: { title: "step <i>t</i>", scale: "log" as const },
      y: { title: "<i>s</i>² / <i>σ<sub>t</sub></i>²" },
      series: states.map(({ labels: { treatment, sampling }, points }) =>
        estimateSeries(`${treatment}, ${sampling}`, points.filter(({ time }) => time > 0), {
          colour: samplings.indexOf(sampling),
          dash: treatment === "DDPM" ? "solid" : "dash",
        })
      ),
      marks: [{ axis: "y" as const, at: 0 }],
    },
    {
      title: "error at perturbed inputs",
      x: { title: "<i>s</i>" },
      y: { title: "E-TSDM / DDPM − 1" },
      series: lengths.map((steps, i) =>
        estimateSeries(
          `${Number(steps).toLocaleString("en")} training steps`,
          scales.map((scale, k) => {
            const curve = relative[k].find(({ labels }) => labels.steps === steps)!;
            return { time: scale, estimate: curve.points[interval].estimate };
          }),
          { colour: 2 + i },
        )
      ),
      marks: [{ axis: "y" as const, at: 0 }],
    },
  ]);
}
