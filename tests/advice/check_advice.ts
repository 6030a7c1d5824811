/**
 * What every advice must say, whatever its subject.
 * @module
 */
import type { Advice } from "../../lib/advice/types.ts";
import { assert } from "../assert.ts";

/**
 * Checks that each advice says what to do, for which subject, path, sampler and budget, what ignoring it costs with an
 * interval, whether that can be told from nothing, what it says nothing of, and from which curves with bands it comes.
 * @param advice The advice.
 * @param subject The subject's name.
 * @param path The path's name.
 * @param walks Sampler and budget.
 */
export function checkAdvice(advice: readonly Advice[], subject: string, path: string, walks: string): void {
  for (const { topic, choice, holds, cost, costs, distinguishable, unsaid, curves, axes, asides = [] } of advice) {
    assert(choice.length > 10 && costs.length > 10 && unsaid.length > 10, topic);
    assert(holds.includes(subject) && holds.includes(path), holds);
    assert(holds.includes(["draw", "tell"].includes(topic) ? "any sampler and budget" : walks), holds);
    assert(cost.value > 0 && cost.low <= cost.value && cost.value <= cost.high, `${topic}: ${JSON.stringify(cost)}`);
    assert(distinguishable === cost.low > 1.01, topic);
    assert(curves.length > 0 && axes.x !== "" && axes.y !== "", topic);
    for (const { label, x, y, band } of curves) {
      assert(x.length > 0 && x.length === y.length && band !== undefined, `${topic}: ${label}`);
      const { low, high } = band;
      assert(
        y.every((value, i) => low[i] <= value * (1 + 1e-12) && value <= high[i] * (1 + 1e-12)),
        `${topic}: ${label}`,
      );
    }
    for (const { what, value } of asides) assert(what.length > 3 && value.low <= value.high, `${topic}: ${what}`);
  }
}
