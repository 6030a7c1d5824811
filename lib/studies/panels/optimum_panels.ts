/**
 * Panels of perfect predictors.
 * @module
 */
import { estimateSeries } from "../../figures/estimate_series.ts";
import type { LinePanel } from "../../figures/series.ts";
import { comparePaired, type Interval, meanInterval } from "../../numerics/stats.ts";
import type { IntervalEnds, Jumps, TimedInterval } from "../exact/interval_ends.ts";
import type { PerfectRow } from "../exact/perfect_sampling.ts";
import { type PerturbedOptimum, relativeError } from "../exact/perturbed_optimum.ts";
import type { StepFunctions } from "../exact/step_function.ts";
import type { Sharing } from "../exact/types.ts";
import { lettered } from "./letters.ts";

/**
 * K(t, t + 1) of the ideal predictor and of a perfect E-TSDM, a panel for each kind of data.
 * @param found What was followed.
 * @returns The panels.
 * @category Studies
 */
export function stepPanels(found: readonly StepFunctions[]): LinePanel[] {
  return lettered(found.map(({ data, ideal, shared }) => ({
    title: data,
    x: { title: "step <i>t</i>" },
    y: { title: "<i>K</i>(<i>t</i>, <i>t</i> + 1)" },
    series: [
      estimateSeries("ideal predictor", ideal.curve),
      estimateSeries("perfect E-TSDM", shared.curve, { steps: true }),
    ],
  })));
}

/**
 * Doubt 1: across one end, along the way to the data, and by the number of intervals. Colours tell the data apart, and dashes
 * the perfect E-TSDM from the ideal predictor, in all panels alike.
 * @param found What was measured.
 * @param data The names of the data, in the order of their colours; the quotient across one end is that of the last.
 * @returns Four panels.
 * @category Studies
 */
export function endPanels({ across, travels, jumps }: IntervalEnds, data: readonly string[]): LinePanel[] {
  const last = data.length - 1;
  const ideal = (i: number, curve: readonly TimedInterval[]) =>
    estimateSeries(`${data[i]}: ideal predictor`, curve, { colour: i, dash: "solid", markers: false });
  const shared = (i: number, curve: readonly TimedInterval[], markers: boolean) =>
    estimateSeries(`${data[i]}: perfect E-TSDM`, curve, { colour: i, dash: "dash", markers });
  const counted = (title: string, of: (jump: Jumps) => Interval): LinePanel => ({
    title,
    x: { title: "<i>n</i>", scale: "log" },
    y: { title },
    series: data.map((name, i) => shared(i, byCount(jumps, name, of), true)),
  });
  return lettered([
    {
      title: `across one end, ${data[last]}`,
      x: { title: "Δ<i>t</i>", scale: "log" },
      y: { title: "<i>K</i>(<i>t</i>, <i>t</i> + Δ<i>t</i>)", scale: "log" },
      series: [ideal(last, across.ideal), shared(last, across.shared, false)],
    },
    {
      title: "total variation",
      x: { title: "<i>t</i><sub>min</sub>", scale: "log" },
      y: { title: "total variation over [<i>t</i><sub>min</sub>, <i>t̃</i>]" },
      series: travels.flatMap((travel, i) => [ideal(i, travel.ideal), shared(i, travel.shared, false)]),
    },
    counted("sum of the jumps", ({ sum }) => sum),
    counted("largest jump", ({ largest }) => largest),
  ]);
}

/**
 * The price of sharing, and the slope against what is told, by the number of intervals.
 * @param jumps What was measured.
 * @param data The names of the data.
 * @param until t̃.
 * @returns Two panels.
 * @category Studies
 */
export function pricePanels(jumps: readonly Jumps[], data: readonly string[], until: number): LinePanel[] {
  const scaled = ({ largest, n }: Jumps): Interval => {
    const [value, low, high] = [largest.value, largest.low, largest.high].map((size) => size * n / until);
    return { ...largest, value, low, high };
  };
  return lettered([
    {
      title: "error of sharing",
      x: { title: "<i>n</i>", scale: "log" },
      y: { title: "E ‖<i>ε̄</i> − <i>ε</i>*‖²", scale: "log" },
      series: data.map((name) => estimateSeries(name, byCount(jumps, name, ({ error }) => error), { markers: true })),
    },
    {
      title: "slope against the condition",
      x: { title: "<i>n</i>", scale: "log" },
      y: { title: "largest jump / width", scale: "log" },
      series: data.map((name) => estimateSeries(name, byCount(jumps, name, scaled), { markers: true })),
      guides: [{ slope: 1, through: [10, 5], between: [4, 40] }],
    },
  ]);
}

function byCount(jumps: readonly Jumps[], name: string, of: (jump: Jumps) => Interval): TimedInterval[] {
  return jumps.filter(({ data }) => data === name).map((jump) => ({ time: jump.n, estimate: of(jump) }));
}

/**
 * Samples of both optima: how far a perfect DDPM's are from the data, and by how much a perfect E-TSDM's are farther.
 * @param rows What was measured.
 * @param sharings Where conditions are shared.
 * @returns Two rows of panels, one column for each kind of data.
 * @category Studies
 */
export function perfectSamplingPanels(rows: readonly PerfectRow[], sharings: readonly Sharing[]): LinePanel[] {
  const names = [...new Set(rows.map(({ data }) => data))];
  const curve = (label: string, data: string, of: (row: PerfectRow) => Interval) =>
    estimateSeries(
      label,
      rows.filter((row) => row.data === data).map((row) => ({ time: row.time, estimate: of(row) })),
    );
  const marks = [{ axis: "y" as const, at: 0 }], x = { title: "steps", scale: "log" as const };
  return lettered([
    ...names.map((data) => ({
      title: data,
      x,
      y: { title: "energy distance" },
      series: [curve("perfect DDPM", data, ({ plain }) => meanInterval(plain))],
      marks,
    })),
    ...names.map((data) => ({
      title: data,
      x,
      y: { title: "energy distance: E-TSDM − DDPM" },
      series: sharings.map(({ intervals }, j) =>
        curve(
          `perfect E-TSDM, n = ${intervals}`,
          data,
          ({ plain, shared }) => comparePaired(shared[j], plain).difference,
        )
      ),
      marks,
    })),
  ]);
}

/**
 * A perfect E-TSDM's error at perturbed inputs relative to a perfect DDPM's, a panel for each kind of data.
 * @param rows What was measured.
 * @param edges Where the intervals of steps end.
 * @returns The panels.
 * @category Studies
 */
export function perturbedOptimumPanels(rows: readonly PerturbedOptimum[], edges: readonly number[]): LinePanel[] {
  const names = [...new Set(rows.map(({ data }) => data))];
  return lettered(names.map((name) => ({
    title: name,
    x: { title: "step <i>t</i>" },
    y: { title: "error: E-TSDM / DDPM − 1", range: [-1, 0.6] as const },
    series: rows.filter(({ data }) => data === name).map((row) =>
      estimateSeries(
        `s = ${row.scale}`,
        edges.slice(1).map((edge, i) => ({ time: (edge + edges[i]) / 2, estimate: relativeError(row, i) })),
        { steps: true, markers: false },
      )
    ),
    marks: [{ axis: "y" as const, at: 0 }],
  })));
}
