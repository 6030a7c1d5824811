/**
 * The explorer's charts: which numbers stand in which.
 * @module
 */
import type { Chart, ChartSeries } from "./chart.ts";
import type { Explored, Point } from "./explored.ts";
import type { ExplorerState } from "./state.ts";

const PREDICTED = { eps: "ε*", x0: "x̂0*", v: "v*" } as const, AGAINST = { t: "t", sigma: "σ", logSnr: "λ" } as const;

/**
 * The charts of what is known so far.
 * @param state What was chosen.
 * @param found What was computed.
 * @returns A chart for every part that is there.
 */
export function chartsOf(state: ExplorerState, found: Partial<Explored>): Chart[] {
  const f = PREDICTED[state.quantity], c = AGAINST[state.coordinate], t = { label: "t" };
  const charts: (Chart | "" | undefined)[] = [
    found.slope && {
      id: "slope",
      title: `Slope of the ideal predictor against ${c}, E‖∂${f}/∂${c}‖`,
      x: { label: "t", log: true },
      y: { label: `E‖∂${f}/∂${c}‖`, log: true },
      series: seriesOf([["ideal predictor", found.slope]]),
    },
    found.ideal && found.perfect && {
      id: "k",
      title: `K(t, t + Δ) of the ideal predictor and of a perfect E-TSDM, Δ = ${state.delta}`,
      x: t,
      y: { label: `K, against ${c}` },
      series: seriesOf([["ideal predictor", found.ideal], ["perfect E-TSDM", found.perfect]]),
    },
    found.told && {
      id: "told",
      title: `f(t): what the network is told, t̃ = ${state.until} and n = ${state.intervals}`,
      x: t,
      y: { label: "f(t)" },
      series: typeof found.told === "string"
        ? found.told
        : [{ label: "f(t)", points: found.told.map(({ time, told }) => ({ x: time, y: told })), style: "step" }],
    },
    found.jumps && {
      id: "jumps",
      title: "How far the perfect E-TSDM jumps at the end of each interval",
      x: t,
      y: { label: "size of the jump" },
      series: seriesOf([["jump", found.jumps]], "stems"),
    },
    found.price && {
      id: "price",
      title: `The price of sharing: squared distance of the perfect E-TSDM from ${f}`,
      x: t,
      y: { label: "squared error", log: true },
      series: seriesOf([["perfect E-TSDM", found.price]]),
    },
    found.perturbedIdeal && found.perturbedPerfect && {
      id: "perturbed",
      title: `Squared error with the input moved by noise of s = ${state.perturbation}`,
      x: t,
      y: { label: "squared error", log: true },
      series: seriesOf([["ideal predictor", found.perturbedIdeal], ["perfect E-TSDM", found.perturbedPerfect]]),
    },
  ];
  return charts.filter((chart): chart is Chart => typeof chart === "object");
}

function seriesOf(
  curves: readonly (readonly [string, readonly Point[] | string])[],
  style?: ChartSeries["style"],
): ChartSeries[] | string {
  const reason = curves.find(([, curve]) => typeof curve === "string")?.[1];
  if (typeof reason === "string") return reason;
  return curves.map(([label, curve]) => ({
    label,
    style,
    points: (curve as readonly Point[]).map(({ time, estimate: { value, low, high } }) => ({
      x: time,
      y: value,
      low,
      high,
    })),
  }));
}
