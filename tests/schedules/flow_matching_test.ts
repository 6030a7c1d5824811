import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { flowMatching } from "../../lib/schedules/flow_matching.ts";

Deno.test("flowMatching() has the signal-to-noise ratio of the straight path", () => {
  for (const t of [1e-9, 0.25, 0.75]) {
    const { alpha, sigma, logSnr } = flowMatching().at(t);
    assertAlmostEquals(sigma / alpha, t / (1 - t), 1e-15);
    assertAlmostEquals(logSnr, 2 * Math.log((1 - t) / t), 1e-13);
  }
  assertEquals(flowMatching().timeAt(0), 0.5);
  assertThrows(() => flowMatching().at(-1), RangeError, "flow matching schedule: t must be in [0, 1], got -1");
});
