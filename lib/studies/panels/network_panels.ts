/**
 * Panels of trained networks.
 * @module
 */
import type { MeanCurve } from "../../experiments/results/mean_curves.ts";
import type { RelativeCurve } from "../../experiments/results/relative_curves.ts";
import { estimateSeries } from "../../figures/estimate_series.ts";
import type { LinePanel } from "../../figures/series.ts";
import { type Interval, meanInterval } from "../../numerics/stats.ts";
import type { CommonTargetStudy, NetworkErrors } from "../networks/common_target.ts";
import { lettered } from "./letters.ts";

const middleStep = { title: "middle of the steps", scale: "log" as const };

/**
 * Mean squared errors by interval, against the ideal predictor and against the shared optimum: both methods, and a network
 * that says 0.
 * @param studies What was measured.
 * @param edges Where the intervals of steps end.
 * @returns Two panels for each kind of data.
 * @category Studies
 */
export function commonTargetPanels(studies: readonly CommonTargetStudy[], edges: readonly number[]): LinePanel[] {
  const middles = edges.slice(1).map((edge, i) => (edge + edges[i]) / 2);
  const curve = (networks: readonly NetworkErrors[], target: "ideal" | "shared") =>
    middles.map((time, i) => ({ time, estimate: meanInterval(networks.map((network) => network[target][i])) }));
  return lettered(studies.flatMap(({ data, plain, sharing, zero }) =>
    (["ideal", "shared"] as const).map((target) => ({
      title: `${data}, ${target} target`,
      x: middleStep,
      y: { title: "mean squared error", scale: "log" as const, range: [5e-4, 5] as const },
      series: [
        estimateSeries("DDPM", curve(plain, target)),
        estimateSeries("E-TSDM", curve(sharing, target), { dash: "dash" as const }),
        { label: "says 0", x: middles, y: zero[target], dash: "dot" as const, colour: 6 },
      ],
    }))
  ));
}

/**
 * K(t, t + 1) over seeds, a panel for each kind of data.
 * @param curves Means over seeds.
 * @param names The kinds of data.
 * @returns The panels.
 * @category Studies
 */
export function slopePanels(curves: readonly MeanCurve[], names: readonly string[]): LinePanel[] {
  return lettered(names.map((data) => ({
    title: data,
    x: { title: "step <i>t</i>" },
    y: { title: "<i>K</i>(<i>t</i>, <i>t</i> + 1)" },
    series: curves.filter(({ labels }) => labels.data === data).map(({ labels, points }) =>
      estimateSeries(labels.treatment, points.map(atLeast(0)), { steps: labels.treatment !== "DDPM" })
    ),
  })));
}

/**
 * Errors by interval as they are and perturbed, a panel for each kind of data.
 * @param curves Means over seeds, by perturbation: its s and its curves.
 * @param names The kinds of data.
 * @returns The panels.
 * @category Studies
 */
export function perturbedPanels(
  curves: readonly (readonly [scale: number, curves: readonly MeanCurve[]])[],
  names: readonly string[],
): LinePanel[] {
  return names.map((data) => ({
    title: data,
    x: middleStep,
    y: { title: "squared error", scale: "log" as const },
    series: curves.flatMap(([scale, some]) =>
      some.filter(({ labels }) => labels.data === data).map(({ labels: { treatment }, points }) =>
        estimateSeries(scale === 0 ? treatment : `${treatment}, s = ${scale}`, points.map(atLeast(1e-3)), {
          dash: treatment === "DDPM" ? "solid" : "dash",
          colour: (scale === 0 ? 0 : 2) + (treatment === "DDPM" ? 0 : 1),
        })
      )
    ),
  }));
}

/**
 * Errors relative to the baseline's, a panel for each value of a column.
 * @param curves Relative curves, by the label of their series.
 * @param column The column.
 * @param names Its values.
 * @param what What the ratio is of, on the vertical axis.
 * @returns The panels.
 * @category Studies
 */
export function relativePanels(
  curves: readonly (readonly [label: string, curves: readonly RelativeCurve[]])[],
  column: string,
  names: readonly string[],
  what: string = "error: E-TSDM / DDPM − 1",
): LinePanel[] {
  return names.map((name) => ({
    title: name,
    x: middleStep,
    y: { title: what },
    series: curves.flatMap(([label, some], i) =>
      some.filter(({ labels }) => labels[column] === name).map(({ points }) =>
        estimateSeries(label, points, { colour: i })
      )
    ),
    marks: [{ axis: "y" as const, at: 0 }],
  }));
}

function atLeast(foot: number): (point: { time: number; estimate: Interval }) => { time: number; estimate: Interval } {
  return ({ time, estimate }) => ({ time, estimate: { ...estimate, low: Math.max(foot, estimate.low) } });
}

/** What the alternatives are told or do, in two groups that share a panel each. */
const ALTERNATIVES = [["E-TSDM", "quantised noise", "regularisation", "Mod-NS"], ["Remap", "log-SNR", "sigma"]];

/** Those that are told the same for many steps: their K jumps at the ends of intervals. */
const STEPPED: readonly string[] = ["E-TSDM", "quantised noise"];

/**
 * The alternatives beside DDPM: K(t, t + 1) above, errors relative to DDPM's below, those that share, penalise or reshape on
 * the left and the other coordinates on the right.
 * @param slopes Means of K over seeds.
 * @param errors Relative errors.
 * @returns Four panels.
 * @category Studies
 */
export function alternativePanels(slopes: readonly MeanCurve[], errors: readonly RelativeCurve[]): LinePanel[] {
  // There are seven colours; in its panel σ is the only one in quantised noise's.
  const order = ["DDPM", ...ALTERNATIVES.flat()],
    colourOf = (name: string) => name === "sigma" ? 2 : order.indexOf(name);
  const dashOf = (name: string) => (["solid", "dash", "dot"] as const)[order.indexOf(name) % 3];
  const shown = (name: string) => name === "sigma" ? "<i>σ</i>" : name;
  const titles = ["sharing, penalty, schedule", "other coordinates"];
  return lettered([
    ...ALTERNATIVES.map((names, i) => ({
      title: `slope: ${titles[i]}`,
      x: { title: "step <i>t</i>" },
      y: { title: "<i>K</i>(<i>t</i>, <i>t</i> + 1)", range: [0, 0.12] as const },
      series: ["DDPM", ...names].map((name) =>
        estimateSeries(shown(name), slopes.find(({ labels }) => labels.treatment === name)!.points, {
          colour: colourOf(name),
          dash: dashOf(name),
          steps: STEPPED.includes(name),
        })
      ),
    })),
    ...ALTERNATIVES.map((names, i) => ({
      title: `error: ${titles[i]}`,
      x: middleStep,
      y: { title: "error / DDPM’s − 1" },
      series: names.map((name) =>
        estimateSeries(shown(name), errors.find(({ label }) => label === name)!.points, {
          colour: colourOf(name),
          dash: dashOf(name),
        })
      ),
      marks: [{ axis: "y" as const, at: 0 }],
    })),
  ]);
}
