/**
 * Values and pieces of text as Python writes them.
 * @module
 */

/**
 * Plain data as a Python expression.
 * @param value Numbers, text, true, false, null, lists and objects of them.
 * @returns The expression; a number is read back to the same float64.
 */
export function pythonLiteral(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") {
    if (!Number.isFinite(value)) return `float("${Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf"}")`;
    return Number.isInteger(value) && Math.abs(value) >= 1e4
      ? value.toLocaleString("en").replaceAll(",", "_")
      : `${value}`;
  }
  // A control character or another of no place in a comment stays an escape, which both languages read alike.
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(", ")}]`;
  const entries = Object.entries(value as Record<string, unknown>);
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}: ${pythonLiteral(each)}`).join(", ")}}`;
}

/** The longest line. */
const WIDTH = 110;

/**
 * Keyword arguments, as many to a line as there is room for.
 * @param values By keyword.
 * @param indent Spaces before each line.
 * @returns The lines.
 */
export function keywordArguments(values: Readonly<Record<string, unknown>>, indent: number): string {
  const lines: string[] = [];
  for (const [key, value] of Object.entries(values)) {
    const argument = `${key}=${pythonLiteral(value)},`, last = lines.at(-1);
    if (last !== undefined && last.length + argument.length < WIDTH) lines[lines.length - 1] = `${last} ${argument}`;
    else lines.push(" ".repeat(indent) + argument);
  }
  return lines.join("\n");
}

/**
 * Text that goes into a comment or between triple quotes.
 * @param text Any text.
 * @returns It on one line, without what could end the quotes.
 */
export function plainText(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\x00-\x1f\x7f\u2028\u2029]+/g, " ").replaceAll("\\", "/").replaceAll('"""', "'''").trim();
}

/**
 * Joins pieces of a program: those that are empty leave no trace, and what stands at the left margin is parted by two
 * lines.
 * @param pieces Functions and classes, each whole.
 * @returns The program.
 */
export function joinPieces(pieces: readonly string[]): string {
  return pieces.map((piece) => piece.replace(/^\n+|\s+$/g, "")).filter((piece) => piece !== "").join("\n\n\n") + "\n";
}

/**
 * Lines that belong to a block, without those that are not wanted.
 * @param lines Lines, or undefined for none.
 * @returns The text.
 */
export function block(...lines: readonly (string | undefined | false)[]): string {
  return lines.filter((line) => line !== undefined && line !== false).join("\n");
}
