/**
 * What was measured of a model as a CSV and as lines to read.
 * @module
 */
import type { MeasuredCurve, MeasuredModel } from "./measure_model.ts";

/**
 * Every number, a line each.
 * @param measured What was measured.
 * @param drawn N and the seed.
 * @returns The CSV, with a header; slopes are given divided by √d as well.
 */
export function measureCsv(measured: MeasuredModel, drawn: { readonly points: number; readonly seed: number }): string {
  const rows = ["quantity,coordinate,time,other,value,low,high,value_per_root_d,n,seed"];
  for (const { quantity, coordinate, points } of measured.curves) {
    for (const { time, other, estimate: { value, low, high, n } } of points) {
      const per = coordinate === null ? "" : value / measured.rootDimension;
      rows.push([quote(quantity), coordinate ?? "", time, other, value, low, high, per, n, drawn.seed].join(","));
    }
  }
  const { value, low, high } = measured.totalVariation;
  rows.push(
    ["total variation", "", "", "", value, low, high, value / measured.rootDimension, drawn.points, drawn.seed].join(
      ",",
    ),
  );
  return rows.join("\n") + "\n";
}

/** What a table says above its rows. */
export interface MeasureHead {
  /** The model. */
  readonly title: string;
  /** The data. */
  readonly data: string;
  /** N. */
  readonly points: number;
  /** The seed. */
  readonly seed: number;
  /** How time is counted. */
  readonly unit: "step" | "t";
  /** What a reader should know. */
  readonly notes: readonly string[];
}

/**
 * The curves against time as a table for a terminal.
 * @param measured What was measured.
 * @param head What stands above.
 * @returns The lines.
 */
export function measureLines(measured: MeasuredModel, head: MeasureHead): string {
  const { title, data, points, seed, unit, notes } = head, root = measured.rootDimension;
  const against = measured.curves.filter(({ coordinate }) => coordinate === "time");
  const times = against[0].points.map(({ time }) => time);
  const rows = [[unit, ...against.map(({ quantity }) => quantity)]];
  for (const time of times) {
    rows.push([
      short(time),
      ...against.map((curve) => cell(curve, time, curve.quantity.startsWith("slope of") ? 1 : root)),
    ]);
  }
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const table = rows.map((row) => row.map((each, i) => each.padEnd(widths[i])).join("  ").trimEnd());
  const errors = measured.curves.find(({ quantity }) => quantity === "squared error")!.points;
  const { value, low, high } = measured.totalVariation;
  return [
    `${title} on ${data}: slopes per ${unit}, divided by √d = ${
      short(root)
    } (but for the embedding's); N = ${points}, ` +
    `seed ${seed}, 95 % intervals`,
    ...notes.map((note) => `  ${note}`),
    ...table,
    `Total variation / √d over the times above, at least ${short(value / root)} [${short(low / root)}, ${
      short(high / root)
    }]`,
    `Squared error by interval: ${
      errors.map(({ time, other, estimate }) => `${short(time)}…${short(other)}: ${short(estimate.value)}`).join(", ")
    }`,
  ].join("\n");
}

function cell({ points }: MeasuredCurve, time: number, divisor: number): string {
  const found = points.find((point) => point.time === time)?.estimate;
  if (found === undefined) return "";
  const [value, low, high] = [found.value, found.low, found.high].map((each) => short(each / divisor));
  return found.n === 1 ? value : `${value} [${low}, ${high}]`;
}

function short(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return `${value}`;
  return Math.abs(value) < 1e-3 || Math.abs(value) >= 1e4 ? value.toExponential(2) : value.toPrecision(3);
}

function quote(text: string): string {
  return text.includes(",") ? `"${text}"` : text;
}
