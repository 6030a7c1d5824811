/**
 * Panels of networks by how long they were trained.
 * @module
 */
import { type MeanCurve, meanCurves } from "../../experiments/results/mean_curves.ts";
import { relativeCurves } from "../../experiments/results/relative_curves.ts";
import type { Reported } from "../../experiments/results/reported.ts";
import type { SweepTable } from "../../experiments/results/sweep_table.ts";
import { slopeName, STATES_CURVE } from "../../experiments/store/scores.ts";
import { estimateSeries, type TimedEstimate } from "../../figures/estimate_series.ts";
import type { LinePanel } from "../../figures/series.ts";
import { gridPath } from "../../samplers/noise_path.ts";
import type { Grid } from "../../schedules/grid.ts";
import { digitisedPoints } from "../exact/paper_figure.ts";
import { perturbedCurve } from "../networks/perturbed_networks.ts";
import { predictedQuotient } from "../exact/step_size.ts";
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
 * are given, the digitised points. Where K is 0, as E-TSDM's within an interval, it leaves the panel.
 * @param options Table, lengths and levels.
 * @returns The panels.
 * @category Studies
 */
export function lengthPanels(options: LengthPanelsOptions): LinePanel[] {
  const titled = (steps: string) => `${Number(steps).toLocaleString("en")} training steps`;
  return lettered(options.lengths.map((steps) => ({ ...slopePanel(options, steps), title: titled(steps) })));
}

/**
 * The paper's Figure 1 of trained networks: K(t, t + 10)/√d over the whole range of t beside the digitised points, and
 * K(t, t + 1)/√d near 0.
 * @param table The table of one training length.
 * @param options Levels, dimension and points.
 * @returns Two panels.
 * @category Studies
 */
export function trainedPanels(
  table: SweepTable,
  { grid, dimension, reported }: Pick<LengthPanelsOptions, "grid" | "dimension" | "reported">,
): LinePanel[] {
  const [{ labels: { steps } }] = table.rows, asked = { table, lengths: [steps], grid, dimension };
  return lettered([
    { ...slopePanel({ ...asked, delta: 10, until: grid.steps, reported }, steps), title: "Δ = 10" },
    { ...slopePanel({ ...asked, delta: 1, until: 120 }, steps), title: "Δ = 1" },
  ]);
}

function slopePanel(options: LengthPanelsOptions, steps: string): LinePanel {
  const { table, grid, dimension, delta, until, reported } = options, root = Math.sqrt(dimension);
  const curves = meanCurves(table, slopeName(delta)), within = ({ time }: TimedEstimate) => time <= until;
  // Beyond the middle of the path the prediction, which is of steps near 0, is below what is drawn.
  const times = curves[0].points.filter(within).map(({ time }) => time).filter((time) => time < grid.steps / 2);
  const predicted = times.map((time) => predictedQuotient(grid, 1, time, time + delta));
  const digitised = reported === undefined
    ? []
    : ["DDPM", "E-TSDM"].map((treatment, i) =>
      estimateSeries(i === 0 ? "digitised from the paper’s Figure 1" : "", digitisedPoints(reported, treatment), {
        points: "open" as const,
        colour: i,
      })
    );
  return {
    x: { title: "step <i>t</i>" },
    y: {
      title: `<i>K</i>(<i>t</i>, <i>t</i> + ${delta}) / √<i>d</i>`,
      scale: "log",
      range: delta === 1 ? [1e-4, 1] : [5e-5, 0.2],
    },
    series: [
      ...curves.filter(({ labels }) => labels.steps === steps).map(({ labels, points }, i) => {
        const shown = points.filter(within).filter(({ estimate }) => estimate.value > 0).map(dividedBy(root));
        return estimateSeries(labels.treatment, shown, { colour: i, ...(i === 1 && { points: "filled" as const }) });
      }),
      { label: "finite differences", x: times, y: predicted, dash: "dot", colour: 6, markers: false },
      ...digitised,
    ],
  };
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
 * evaluations; (b) how E-TSDM's error differs from DDPM's in an interval of steps when s is added, by training length, with
 * the s of the last states that DDPM's networks are asked about.
 * @param table The table, with columns "steps" and "sampling".
 * @param options The noise levels, the length whose states are drawn, the lengths and scales that are compared, and which interval.
 * @returns Two panels.
 * @category Studies
 */
export function mechanismPanels(
  table: SweepTable,
  { grid, length, lengths, scales, interval }: {
    readonly grid: Grid;
    readonly length: string;
    readonly lengths: readonly string[];
    readonly scales: readonly number[];
    readonly interval: number;
  },
): LinePanel[] {
  const levels = gridPath(grid), baseline = table.compare?.baseline;
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
      marks: [{ axis: "y" as const, at: 0 }, ...states.flatMap(lastState)],
    },
  ]);

  /** s of the last state that DDPM's network is asked about, a mark. */
  function lastState({ labels: { treatment, sampling }, points: [{ time, estimate }] }: MeanCurve) {
    if (treatment !== baseline || estimate.value <= 0) return [];
    const at = Math.sqrt(estimate.value) * levels.levelAt(time).sigma;
    // The number of evaluations alone: the marks of two samplers may be near each other.
    return [{ axis: "x" as const, at, label: sampling.replace(/^\D+/, "") }];
  }
}
