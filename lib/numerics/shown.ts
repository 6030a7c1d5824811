/**
 * How a value of the kit is shown where it ends a notebook's cell: a small table rather than all that it holds.
 * @module
 */

/** What is shown of a value. */
export interface Shown {
  /** What it is, in a few words. */
  readonly heading: string;
  /** Names and values, in order. */
  readonly rows: readonly (readonly [name: string, value: string])[];
  /** Its formula in TeX, without dollar signs. */
  readonly tex?: string;
  /** A picture of it as PNG, in base64. */
  readonly png?: string;
}

/** The method that Deno's kernel calls for the outputs of a value, by MIME type. */
const DISPLAY = Symbol.for("Jupyter.display");

/**
 * Gives a value its looks in a notebook. Nothing else sees them: copies, comparisons and JSON are as before.
 * @param value The value.
 * @param describe Says what is shown, when it is.
 * @returns The value itself.
 */
export function shown<T extends object>(value: T, describe: (value: T) => Shown | Promise<Shown>): T {
  return Object.defineProperty(value, DISPLAY, { value: async () => bundle(await describe(value)) });
}

/**
 * An estimate in a line.
 * @param interval Its value, interval, number of samples and coverage.
 * @returns Such as "1.52 [1.48, 1.57], 95 % of N = 256".
 */
export function intervalText(
  { value, low, high, n, confidence }: {
    readonly value: number;
    readonly low: number;
    readonly high: number;
    readonly n: number;
    readonly confidence: number;
  },
): string {
  const digits = Math.min(15, Math.max(3, Math.ceil(Math.log10(Math.abs(value) / (high - low) || 1)) + 2));
  const [a, b, c] = [value, low, high].map((number) => String(Number(number.toPrecision(digits))));
  return `${a} [${b}, ${c}], ${Number((100 * confidence).toPrecision(6))} % interval, N = ${n}`;
}

function bundle({ heading, rows, tex, png }: Shown): Record<string, string> {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  const text = [heading, ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)].join("\n");
  const cells = rows.map(([name, value]) =>
    `<tr><th style="text-align:left">${html(name)}</th>` +
    `<td style="text-align:left">${html(value)}</td></tr>`
  );
  // Front ends set mathematics in HTML between dollar signs.
  const formula = tex === undefined ? "" : `<div>$$${html(tex)}$$</div>`;
  const picture = png === undefined
    ? ""
    : `<img alt="${html(heading)}" style="image-rendering:pixelated" src="data:image/png;base64,${png}">`;
  return {
    "text/html": `<div><b>${html(heading)}</b>${formula}<table>${cells.join("")}</table>${picture}</div>`,
    "text/plain": text,
  };
}

function html(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
