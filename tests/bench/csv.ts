/**
 * Small CSV files of what was measured, a row at a time.
 * @module
 */

/**
 * Appends a row; the file gets its heading with the first.
 * @param file The file's path.
 * @param columns Its columns.
 * @param row A text for each column; double quotes become single ones.
 * @throws {Error} If the file has other columns, or cannot be written.
 */
export async function appendRow<Column extends string>(
  file: string,
  columns: readonly Column[],
  row: Readonly<Record<Column, string>>,
): Promise<void> {
  const heading = columns.join(), there = (await textOf(file)).split("\n", 1)[0];
  if (there !== "" && there !== heading) throw new Error(`Cannot write into ${file}: its columns are ${there}`);
  const line = columns.map((column) => `"${row[column].replaceAll('"', "'")}"`).join();
  await Deno.writeTextFile(file, `${there === "" ? `${heading}\n` : ""}${line}\n`, { append: true });
}

/**
 * Reads what {@linkcode appendRow} wrote.
 * @param file The file's path.
 * @param columns Its columns.
 * @returns The rows, from the first; none where there is no file.
 * @throws {SyntaxError} If a line is not such a row, as one is that was cut off.
 */
export async function readRows<Column extends string>(
  file: string,
  columns: readonly Column[],
): Promise<Record<Column, string>[]> {
  const [heading, ...lines] = (await textOf(file)).split("\n");
  if (heading !== "" && heading !== columns.join()) {
    throw new SyntaxError(`Cannot read ${file}: its columns are ${heading}`);
  }
  return lines.filter((line) => line !== "").map((line, i) => {
    const fields = [...line.matchAll(/"([^"]*)"(?:,|$)/g)].map(([, field]) => field);
    if (fields.length !== columns.length) throw new SyntaxError(`Cannot read ${file}: line ${i + 2} is no row`);
    return Object.fromEntries(columns.map((column, k) => [column, fields[k]])) as Record<Column, string>;
  });
}

async function textOf(file: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
