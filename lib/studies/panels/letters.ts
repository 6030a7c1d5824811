/**
 * Titles of panels.
 * @module
 */
import type { LinePanel } from "../../figures/series.ts";

/**
 * Puts a letter before the title of each panel, in the order in which they are drawn.
 * @param panels The panels.
 * @returns The same, titled "(a) …", "(b) …".
 * @category Studies
 */
export function lettered(panels: readonly LinePanel[]): LinePanel[] {
  return panels.map((panel, i) => ({ ...panel, title: `(${"abcdefghijkl"[i]}) ${panel.title ?? ""}`.trim() }));
}
