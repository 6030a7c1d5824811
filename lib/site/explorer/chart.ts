/**
 * A small chart as SVG text: lines with bands, steps and stems on linear or logarithmic axes.
 * @module
 */

/** A point of a series, with its interval where it has one. */
export interface ChartPoint {
  /** Where. */
  readonly x: number;
  /** How much. */
  readonly y: number;
  /** The interval's lower end. */
  readonly low?: number;
  /** The interval's upper end. */
  readonly high?: number;
}

/** A series of a chart. Series differ by colour and by dash, so that they are told apart in grey. */
export interface ChartSeries {
  /** Its name in the legend. */
  readonly label: string;
  /** Its points, by rising x. */
  readonly points: readonly ChartPoint[];
  /** Whether values stay until the next point, or stand alone. */
  readonly style?: "line" | "step" | "stems";
}

/** An axis. */
export interface ChartAxis {
  /** What it shows. */
  readonly label: string;
  /** Whether it is logarithmic. */
  readonly log?: boolean;
}

/** A chart. */
export interface Chart {
  /** A unique word, for ids. */
  readonly id: string;
  /** What it is, in a line. */
  readonly title: string;
  /** The horizontal axis. */
  readonly x: ChartAxis;
  /** The vertical axis. */
  readonly y: ChartAxis;
  /** At most three series, or the sentence that says why there are none. */
  readonly series: readonly ChartSeries[] | string;
}

const WIDTH = 400, HEIGHT = 270, LEFT = 60, RIGHT = 14, BOTTOM = 46;

/** The looks of a drawing that leaves the page; the page itself has them by its own style, light and dark. */
const STYLE = `text{font:12px sans-serif;fill:#1f2328}.axis{stroke:#6b7280;fill:none}.grid{stroke:#d0d7de;fill:none}
.s0{stroke:#0072b2}.s1{stroke:#b34700}.s2{stroke:#006b4f}.line{fill:none;stroke-width:2}.d1{stroke-dasharray:7 4}
.d2{stroke-dasharray:2 3}.band{stroke:none;opacity:.18}.b0{fill:#0072b2}.b1{fill:#b34700}.b2{fill:#006b4f}
.paper{fill:#fff}`;

/**
 * Draws a chart.
 * @param chart The chart.
 * @param alone Whether it is to stand outside the page: with its own style and background.
 * @returns SVG.
 */
export function drawChart(chart: Chart, alone: boolean = false): string {
  const { id, title, series } = chart;
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" ` +
    `aria-labelledby="${id}-title"${alone ? ` width="${WIDTH}" height="${HEIGHT}"` : ""}>` +
    `<title id="${id}-title">${escape(title)}</title>` +
    (alone ? `<style>${STYLE}</style><rect class="paper" width="${WIDTH}" height="${HEIGHT}"/>` : "");
  if (typeof series === "string") {
    return `${head}${
      wrapped(series).map((line, i) => `<text x="16" y="${60 + 18 * i}">${escape(line)}</text>`).join("")
    }</svg>`;
  }
  const fits = ({ x, y }: ChartPoint) =>
    Number.isFinite(x) && Number.isFinite(y) && !(chart.x.log && x <= 0) && !(chart.y.log && y <= 0);
  const stems = series.some(({ style }) => style === "stems"), top = series.length > 1 ? 34 : 10;
  const shown = series.map((each) => ({ ...each, points: each.points.filter(fits) }));
  const all = shown.flatMap(({ points }) => points);
  if (all.length === 0) return drawChart({ ...chart, series: "Nothing to draw: every value is 0" }, alone);
  const x = scaleOf(all.map((p) => p.x), chart.x.log, LEFT, WIDTH - RIGHT, stems);
  const y = scaleOf(
    all.flatMap((p) => [p.y, p.low ?? p.y, p.high ?? p.y]).filter((v) => !chart.y.log || v > 0),
    chart.y.log,
    HEIGHT - BOTTOM,
    top,
    !chart.y.log,
  );
  const grid = [
    ...x.ticks.map((t) => `<path class="grid" d="M${x.at(t)} ${top}V${HEIGHT - BOTTOM}"/>`),
    ...y.ticks.map((t) => `<path class="grid" d="M${LEFT} ${y.at(t)}H${WIDTH - RIGHT}"/>`),
  ];
  const labels = [
    ...x.ticks.map((t) =>
      `<text x="${x.at(t)}" y="${HEIGHT - BOTTOM + 17}" text-anchor="middle">${tick(t, chart.x.log)}</text>`
    ),
    ...y.ticks.map((t) => `<text x="${LEFT - 6}" y="${y.at(t) + 4}" text-anchor="end">${tick(t, chart.y.log)}</text>`),
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${escape(chart.x.label)}</text>`,
    `<text transform="translate(14 ${(top + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">${
      escape(chart.y.label)
    }</text>`,
  ];
  const floor = y.at(chart.y.log ? y.first : 0);
  const marks = shown.map(({ points, style = "line" }, i) => {
    const to = (p: ChartPoint) => `${round(x.at(p.x))} ${round(y.at(p.y))}`;
    const edge = (p: ChartPoint, end: "low" | "high") => {
      const value = p[end] ?? p.y;
      return `${round(x.at(p.x))} ${round(y.at(chart.y.log && value <= 0 ? y.first : value))}`;
    };
    if (style === "stems") {
      return points.map((p) =>
        `<path class="line s${i}" d="M${round(x.at(p.x))} ${floor}L${to(p)}"/>` +
        `<circle class="b${i}" cx="${round(x.at(p.x))}" cy="${round(y.at(p.y))}" r="4"/>`
      ).join("");
    }
    const band = points.some((p) => p.low !== undefined) && points.length > 1
      ? `<path class="band b${i}" d="M${points.map((p) => edge(p, "low")).join("L")}L${
        [...points].reverse().map((p) => edge(p, "high")).join("L")
      }Z"/>`
      : "";
    const path = style === "step"
      ? points.map((p, k) => (k === 0 ? `M${to(p)}` : `H${round(x.at(p.x))}V${round(y.at(p.y))}`)).join("")
      : `M${points.map(to).join("L")}`;
    return `${band}<path class="line s${i} d${i}" d="${path}"/>`;
  });
  let from = LEFT;
  const legend = shown.length < 2 ? [] : shown.map(({ label }, i) => {
    const at = from;
    from += 40 + 6.6 * label.length;
    return `<path class="line s${i} d${i}" d="M${at} 20h22"/><text x="${at + 28}" y="24">${escape(label)}</text>`;
  });
  const frame = `<path class="axis" d="M${LEFT} ${top}V${HEIGHT - BOTTOM}H${WIDTH - RIGHT}"/>`;
  return `${head}${[...grid, frame, ...marks, ...labels, ...legend].join("")}</svg>`;
}

interface Scale {
  readonly first: number;
  readonly ticks: readonly number[];
  at(value: number): number;
}

function scaleOf(values: readonly number[], log: boolean | undefined, from: number, to: number, zero = false): Scale {
  const scale = log ? Math.log10 : (value: number) => value;
  let low = Math.min(...values.map(scale), zero ? 0 : Infinity), high = Math.max(...values.map(scale));
  if (high - low < 1e-9 * Math.max(1, Math.abs(high))) [low, high] = log ? [low - 0.5, high + 0.5] : [low, low + 1];
  else if (log) [low, high] = [low - 0.05 * (high - low), high + 0.05 * (high - low)];
  else high += 0.04 * (high - low);
  const at = (value: number) => round(from + (scale(value) - low) / (high - low) * (to - from));
  const rough = (high - low) / 5, power = 10 ** Math.floor(Math.log10(rough));
  const step = log && high - low >= 2
    ? Math.max(1, Math.ceil(rough))
    : [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough)!;
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high * (1 + 1e-12) + 1e-12; k++) {
    ticks.push(log ? 10 ** (k * step) : Number((k * step).toPrecision(12)));
  }
  return { first: log ? 10 ** low : low, ticks, at };
}

const RAISED: Readonly<Record<string, string>> = Object.fromEntries(
  [..."0123456789-"].map((digit, i) => [digit, "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"[i]]),
);

function tick(value: number, log: boolean | undefined): string {
  const power = Math.log10(value);
  if (log && Math.abs(power - Math.round(power)) < 1e-9 && Math.abs(power) > 2.5) {
    return `10${[...String(Math.round(power))].map((digit) => RAISED[digit]).join("")}`;
  }
  return Number(value.toPrecision(3)).toString().replace("e-", "e−").replace(/^-/, "−");
}

function wrapped(text: string): string[] {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    if (lines.at(-1)!.length + word.length > 50) lines.push("");
    lines[lines.length - 1] += `${word} `;
  }
  return lines;
}

function round(value: number): number {
  return Math.round(100 * value) / 100;
}

/**
 * Text as HTML and SVG hold it.
 * @param text The text.
 * @returns The same with &, < and quotes written out.
 */
export function escape(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]!);
}
