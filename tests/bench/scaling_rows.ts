/**
 * What the scaling benchmark keeps: its rows, the figure and the table that are made of them. Measures nothing.
 * @module
 */
import { fileURLToPath } from "node:url";
import { lines } from "../../lib/figures/lines.ts";
import type { LinePanel, Series } from "../../lib/figures/series.ts";
import type { Figure } from "../../lib/figures/types.ts";
import { lettered } from "../../lib/studies/panels/letters.ts";
import { appendRow, readRows } from "./csv.ts";
import { least } from "./pairs.ts";
import type { Here } from "./history.ts";

/** What grows. */
export const axes = ["batch", "width", "resolution", "cores"] as const;
/** What is timed. */
export const parts = ["step", "prediction"] as const;

/** The time of one side at one size. */
export interface ScalingRow extends Here {
  /** What grows. */
  readonly axis: typeof axes[number];
  /** How large it is: samples in a batch, channels of the first level, pixels of a side, or cores. */
  readonly size: number;
  /** Parameters of the network. */
  readonly parameters: number;
  /** Samples in a batch. */
  readonly batch: number;
  /** Height and width of a picture in pixels. */
  readonly pixels: number;
  /** On how many cores every side may compute. */
  readonly used: number;
  /** What is timed. */
  readonly part: typeof parts[number];
  /** 10⁹ multiplications and additions of its matrix products and convolutions. */
  readonly gigaflop: number;
  /** "PyTorch", or a side of the kit such as "native" and "wasm x 2". */
  readonly side: string;
  /** Milliseconds: the median. */
  readonly milliseconds: number;
  /** The least. */
  readonly least: number;
  /** The most. */
  readonly most: number;
  /** How many times as long as PyTorch: the median over paired turns. */
  readonly ratio: number;
  /** The smallest. */
  readonly lowest: number;
  /** The largest. */
  readonly highest: number;
}

const texts = ["date", "machine", "axis", "part", "side"] as const;
const columns = [
  ...["date", "machine", "cores", "axis", "size", "parameters", "batch", "pixels", "used", "part", "gigaflop", "side"],
  ...["milliseconds", "least", "most", "ratio", "lowest", "highest"],
] as (keyof ScalingRow)[];

/** The rows of this checkout. */
export const scalingFile: string = fileURLToPath(new URL("./scaling.csv", import.meta.url));

/**
 * Appends a row.
 * @param row The row.
 * @param file The file; {@linkcode scalingFile} by default.
 * @throws {Error} If it cannot be written.
 */
export async function saveScaling(row: ScalingRow, file: string = scalingFile): Promise<void> {
  const written = columns.map((column) => [column, `${row[column]}`]);
  await appendRow(file, columns, Object.fromEntries(written) as Record<keyof ScalingRow, string>);
}

/**
 * Reads the rows.
 * @param file The file; {@linkcode scalingFile} by default.
 * @returns All of them, from the first; none where there is no file.
 * @throws {SyntaxError} If the file is damaged.
 */
export async function readScaling(file: string = scalingFile): Promise<ScalingRow[]> {
  return (await readRows(file, columns)).map((row) => {
    const entries = columns.map((column) => {
      const text = (texts as readonly string[]).includes(column), value = text ? row[column] : Number(row[column]);
      if (Number.isNaN(value)) throw new SyntaxError(`Cannot read ${file}: "${row[column]}" is no ${column}`);
      return [column, value];
    });
    return Object.fromEntries(entries) as ScalingRow;
  });
}

/**
 * The rows of the latest day on its machine; of what was measured twice that day, the later.
 * @param rows All rows, from the first.
 * @returns Those to show.
 */
export function latestRows(rows: readonly ScalingRow[]): ScalingRow[] {
  const last = rows.at(-1), kept = new Map<string, ScalingRow>();
  for (const row of rows) {
    if (row.date !== last!.date || row.machine !== last!.machine || row.cores !== last!.cores) continue;
    kept.set(JSON.stringify([row.axis, row.size, row.part, row.side]), row);
  }
  return [...kept.values()];
}

/** The sides in the order in which they are shown, by what they are called there. */
const shown = ["PyTorch eager", "native", "npm alone", "npm alone, one worker", "WebGPU"] as const;

/** What a side is called: npm alone has as many workers as there are cores, unless it is said. */
function calledOf({ side, used }: Pick<ScalingRow, "side" | "used">): string {
  const [backend, workers = "1"] = side.split(" x ");
  if (backend === "wasm") return used === Number(workers) ? "npm alone" : "npm alone, one worker";
  return { PyTorch: "PyTorch eager", webgpu: "WebGPU" }[backend] ?? backend;
}

/** Numbers in words: "16, 32 and 64". */
function listed(numbers: Iterable<number>): string {
  return [...new Set(numbers)].sort((a, b) => a - b).join(", ").replace(/, (?=[^,]*$)/, " and ");
}

const across: Record<ScalingRow["axis"], [title: string, of: (row: ScalingRow) => number]> = {
  batch: ["pictures in a batch", ({ size }) => size],
  width: ["parameters", ({ parameters }) => parameters],
  resolution: ["pixels of a side", ({ size }) => size],
  cores: ["cores", ({ size }) => size],
};

/**
 * The panels of the figure: the training step's above, the prediction's below; what was not measured is left out.
 * @param rows The rows of one day on one machine.
 * @returns One panel for each part and axis that has a row.
 */
export function scalingPanels(rows: readonly ScalingRow[]): LinePanel[] {
  const panels = parts.flatMap((part) =>
    axes.flatMap((axis): LinePanel[] => {
      const own = rows.filter((row) => row.part === part && row.axis === axis), [title, of] = across[axis];
      if (own.length === 0) return [];
      return [{
        x: { title, scale: "log", range: [least(own.map(of)) / 1.2, 1.2 * Math.max(...own.map(of))] },
        y: { title: `${part === "step" ? "training step" : "prediction"}, ms`, scale: "log" },
        // One worker on all cores is no point of the curve against cores.
        series: curves(own.filter((row) => axis !== "cores" || calledOf(row) !== "npm alone, one worker"), of),
      }];
    })
  );
  return lettered(panels);
}

function curves(rows: readonly ScalingRow[], of: (row: ScalingRow) => number): Series[] {
  return shown.flatMap((label, colour): Series[] => {
    const own = rows.filter((row) => calledOf(row) === label).sort((a, b) => of(a) - of(b));
    if (own.length === 0) return [];
    const band = { low: own.map(({ least }) => least), high: own.map(({ most }) => most) };
    return [{ label, colour, x: own.map(of), y: own.map(({ milliseconds }) => milliseconds), band }];
  });
}

/**
 * Draws the figure.
 * @param rows The rows of one day on one machine.
 * @returns The figure.
 * @throws {RangeError} If there are none.
 */
export function scalingFigure(rows: readonly ScalingRow[]): Figure {
  if (rows.length === 0) throw new RangeError("Cannot draw how times grow: no row was measured");
  const { date, machine, cores } = rows[0];
  const sizes = (axis: ScalingRow["axis"]) => listed(rows.filter((row) => row.axis === axis).map(({ size }) => size));
  const said: Record<ScalingRow["axis"], string> = {
    batch: `the batch (${sizes("batch")} pictures of 16 × 16 at 32 channels)`,
    width: `the parameters (${sizes("width")} channels, 64 pictures of 16 × 16)`,
    resolution: `the resolution (16 pictures of ${sizes("resolution")} pixels squared at 32 channels)`,
    cores: `the cores (${sizes("cores")}, 64 pictures of 16 × 16 at 32 channels)`,
  };
  const measured = axes.filter((axis) => rows.some((row) => row.axis === axis)).map((axis) => said[axis]);
  return lines(
    {
      name: "bench_training",
      caption:
        `Time of a training step and of a prediction of the kit's U-Net and of the same network in PyTorch, on ` +
        `${machine} with ${cores} cores, ${date}, against ${
          measured.join(", ")
        }; medians of turns that both took, with their ` +
        "range.",
    },
    scalingPanels(rows),
    { perRow: measured.length, width: "text", panelHeight: 110 },
  );
}

/**
 * The table of training steps for the README.
 * @param rows The rows of one day on one machine.
 * @returns Markdown: milliseconds and, but for PyTorch, how many times as long as PyTorch, with the range over turns.
 */
export function scalingTable(rows: readonly ScalingRow[]): string {
  const steps = rows.filter(({ part }) => part === "step");
  const sides = shown.filter((label) => steps.some((row) => calledOf(row) === label));
  const body = axes.flatMap((axis) => {
    const own = steps.filter((row) => row.axis === axis), sizes = [...new Set(own.map(({ size }) => size))];
    return sizes.sort((a, b) => a - b).map((size) => {
      const at = own.filter((row) => row.size === size), { parameters, batch, pixels, used } = at[0];
      const cells = sides.map((label) => {
        const row = at.find((each) => calledOf(each) === label);
        return row === undefined ? "–" : cell(row);
      });
      const work = `${batch} of ${pixels} × ${pixels}`, many = `${(parameters / 1e6).toFixed(2)} M`;
      return [axis, work, many, `${used}`, ...cells];
    });
  });
  const head = ["what grows", "pictures", "parameters", "cores", ...sides];
  return [head, head.map(() => "---"), ...body].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function cell({ side, milliseconds, ratio, lowest, highest }: ScalingRow): string {
  const time = `${milliseconds < 100 ? milliseconds.toFixed(1) : milliseconds.toFixed(0)} ms`;
  if (side === "PyTorch") return time;
  return `${time}, ${ratio.toFixed(2)} (${lowest.toFixed(2)} to ${highest.toFixed(2)})`;
}

/** Between these lines of a text stands the table. */
const marks = ["<!-- deno task bench scaling --draw -->", "<!-- end of the table -->"] as const;

/**
 * The table in a text, such as the README.
 * @param text The text.
 * @returns Its table without its padding; undefined where it has no place for one.
 */
export function tableIn(text: string): string | undefined {
  const [begin, end] = marks.map((mark) => text.indexOf(mark));
  if (begin < 0 || end < begin) return undefined;
  return text.slice(begin + marks[0].length, end).trim().replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---");
}

/**
 * Puts a table in its place in a text.
 * @param text The text.
 * @param table The table.
 * @returns The text with the table, or the text itself where it has no place for one.
 */
export function withTable(text: string, table: string): string {
  const [begin, end] = marks.map((mark) => text.indexOf(mark));
  if (begin < 0 || end < begin) return text;
  return `${text.slice(0, begin + marks[0].length)}\n\n${table}\n\n${text.slice(end)}`;
}
