/**
 * How an estimate is shown in a notebook.
 * @module
 */
import { intervalText, shown } from "../numerics/shown.ts";
import type { LipschitzEstimate } from "./types.ts";

/**
 * Gives an estimate its looks in a notebook: the number with its interval, rather than the quotient of every point.
 * @param found The estimate.
 * @returns The same.
 */
export function shownEstimate(found: LipschitzEstimate): LipschitzEstimate {
  return shown(found, ({ time, span, estimate, quotients, seed }) => ({
    heading: span === 0 ? "Time derivative E‖∂/∂t‖" : "Lipschitz constant E‖difference‖ / span",
    rows: [
      ["estimate", intervalText(estimate)],
      ["time", String(time)],
      ...(span === 0 ? [] : [["span", String(span)] as const]),
      ["quotients", `${quotients.length} points, seed ${seed}`],
    ],
  }));
}
