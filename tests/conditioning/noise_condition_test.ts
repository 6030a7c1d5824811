import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { logSnrCondition, sigmaCondition } from "../../lib/conditioning/mod.ts";
import { ddpmLinearGrid, gridLevel } from "../../lib/schedules/grid.ts";
import { linear } from "../../lib/schedules/linear.ts";

Deno.test("logSnrCondition() and sigmaCondition() tell the level of times and steps", () => {
  const grid = ddpmLinearGrid(), step = (k: number) => gridLevel(grid, k), schedule = linear();
  assertAlmostEquals(logSnrCondition(schedule.at)(0.2), schedule.at(0.2).logSnr, 1e-14);
  assertEquals(logSnrCondition(step)(7), grid.logSnr[7]);
  assertEquals(sigmaCondition(step)(7), grid.sigma[7]);
});

Deno.test("logSnrCondition() refuses an infinite log-SNR", () => {
  assertThrows(() => logSnrCondition(linear().at)(0), RangeError, "the log-SNR at time 0 must be");
});
