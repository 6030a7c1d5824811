/**
 * Telling what of a folder or archive is not taken, by reason.
 * @module
 */
import type { LeftOut } from "../../io/file_tree.ts";

/** How many names stand for all of one reason. */
const NAMED = 3;

/**
 * One sentence on what is left out.
 * @param path The folder or archive.
 * @param total How many files there are in it, with those left out.
 * @param left What is left out.
 * @returns The sentence: how many of how many, and for each reason how many and which; undefined where nothing is.
 */
export function describeLeftOut(path: string, total: number, left: readonly LeftOut[]): string | undefined {
  if (left.length === 0) return undefined;
  const byReason = Map.groupBy(left, ({ why }) => why);
  const reasons = [...byReason].sort(([, a], [, b]) => b.length - a.length).map(([why, members]) => {
    const names = members.slice(0, NAMED).map(({ name }) => name).join(", ");
    return `${members.length} × ${why} (${names}${members.length > NAMED ? ", …" : ""})`;
  });
  return `${path}: ${left.length} of ${total} files are left out: ${reasons.join(", ")}`;
}
