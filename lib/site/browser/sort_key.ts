/**
 * The order of a table's cells.
 * @module
 */

/**
 * What a cell is sorted by: its first number where it begins with one, else its text.
 * @param text The cell's text, such as "−0.5 [−0.6, −0.4]", "1e−4", "4,096" or "cosine".
 * @returns A text whose order is that of the numbers, numbers before words.
 */
export function sortKey(text: string): string {
  const plain = text.trim().replaceAll("−", "-").replace(/(?<=\d),(?=\d{3}\b)/g, "");
  const found = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/i.exec(plain)?.[0];
  if (found === undefined) return `b${plain.toLowerCase()}`;
  // The bits of a float64 have the order of the numbers, those of negative ones the reverse.
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Number(found) + 0);
  const bits = view.getBigUint64(0), sign = 1n << 63n;
  return `a${((bits & sign) ? ~bits & (2n * sign - 1n) : bits | sign).toString(16).padStart(16, "0")}`;
}
