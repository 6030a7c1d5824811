/**
 * Panels of samplers.
 * @module
 */
import { estimateSeries } from "../../figures/estimate_series.ts";
import type { LinePanel } from "../../figures/series.ts";
import { meanInterval } from "../../numerics/stats.ts";
import { type AdaptiveRun, histogram } from "../sampling/adaptive_solver.ts";
import type { Way } from "../sampling/trajectories.ts";
import type { SamplerQuality } from "../sampling/sampler_quality.ts";
import { lettered } from "./letters.ts";

/**
 * The perfect DDPM's energy distance against evaluations, a curve for each sampler and a panel for each kind of data. What
 * is not told from 0, its interval holding 0, is not drawn.
 * @param rows What was measured.
 * @param members The samplers' names.
 * @returns The panels.
 * @category Studies
 */
export function qualityPanels(rows: readonly SamplerQuality[], members: readonly string[]): LinePanel[] {
  const names = [...new Set(rows.map(({ data }) => data))];
  return lettered(names.map((name) => ({
    title: name,
    x: { title: "evaluations", scale: "log" as const, range: [4, 125] as const },
    y: { title: "energy distance", scale: "log" as const, range: [3e-4, 5] as const },
    series: members.map((sampler, i) => {
      const own = rows.filter((row) => row.sampler === sampler && row.data === name);
      const told = own.map((row) => ({ time: row.evaluations, estimate: meanInterval(row.plain) }))
        .filter(({ estimate }) => estimate.low > 0);
      return estimateSeries(sampler, told, { colour: i });
    }),
  })));
}

/**
 * A sampler's way in the plane, with its title.
 * @category Studies
 */
export interface Walk {
  /** Above the panel. */
  readonly title: string;
  /** The places of each sample. */
  readonly ways: readonly Way[];
  /** The data's own places, where they are points. */
  readonly atoms?: Way;
  /** Lines about where most of the data are, where they have a density. */
  readonly outlines?: readonly Way[];
}

/**
 * Ways in the plane, a panel for each sampler, with their starts as open marks and their ends as black ones.
 * @param walks The ways.
 * @returns The panels.
 * @category Studies
 */
export function walkPanels(walks: readonly Walk[]): LinePanel[] {
  return lettered(walks.map(({ title, ways, atoms, outlines = [] }) => ({
    title,
    x: { title: "<i>x</i><sub>1</sub>", range: [-3, 3] as const },
    y: { title: "<i>x</i><sub>2</sub>", range: [-3, 3] as const },
    series: [
      ...outlines.map((line) => ({ label: "", ...line, markers: false, colour: 1, dash: "dot" as const })),
      ...(atoms ? [{ label: "data", ...atoms, points: "open" as const, colour: 1 }] : []),
      ...ways.map(({ x, y }, i) => ({ label: "", x, y, markers: false, colour: i % 6, dash: "solid" as const })),
      {
        label: "start",
        x: ways.map(({ x }) => x[0]),
        y: ways.map(({ y }) => y[0]),
        points: "open" as const,
        colour: 7,
      },
      {
        label: "sample",
        x: ways.map(({ x }) => x[x.length - 1]),
        y: ways.map(({ y }) => y[y.length - 1]),
        points: "filled" as const,
        colour: 6,
      },
    ],
  })));
}

/**
 * Where an adaptive solver asks: evaluations in cells of t over the whole path (above) and near the interval ends (below).
 * @param runs The solutions.
 * @param options Rising edges of the cells of both rows, and where intervals end.
 * @returns Two rows of panels, one column for each kind of data.
 * @category Studies
 */
export function askedPanels(
  runs: readonly AdaptiveRun[],
  options: {
    readonly decades: readonly number[];
    readonly narrow: readonly number[];
    readonly ends: readonly number[];
  },
): LinePanel[] {
  const names = [...new Set(runs.map(({ data }) => data))], { decades, narrow, ends } = options;
  // The cells of the first row are even in ln t.
  const middle = (low: number, high: number) => low > 0 && high / low > 1.5 ? Math.sqrt(low * high) : (low + high) / 2;
  const series = (name: string, edges: readonly number[]) =>
    runs.filter(({ data }) => data === name).map(({ label, times }) => ({
      label,
      x: edges.slice(1).map((edge, i) => middle(edges[i], edge)),
      y: histogram(times, edges),
      steps: true,
      markers: false,
      dash: "solid" as const,
    }));
  const most = (edges: readonly number[]) => 1.05 * Math.max(...runs.flatMap(({ times }) => histogram(times, edges)));
  return lettered([
    ...names.map((name) => ({
      title: name,
      x: { title: "<i>t</i>", scale: "log" as const },
      y: { title: "evaluations", range: [0, most(decades)] as const },
      series: series(name, decades),
    })),
    ...names.map((name) => ({
      title: `${name}, <i>t</i> < <i>t̃</i>`,
      x: { title: "<i>t</i>", range: [0, narrow[narrow.length - 1]] as const },
      y: { title: "evaluations", range: [0, most(narrow)] as const },
      series: series(name, narrow),
      marks: ends.map((at) => ({ axis: "x" as const, at })),
    })),
  ]);
}
