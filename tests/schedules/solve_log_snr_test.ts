import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { cosine } from "../../lib/schedules/cosine.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { solveLogSnr } from "../../lib/schedules/solve_log_snr.ts";

Deno.test("solveLogSnr() keeps the relative accuracy of the smallest times", () => {
  for (const schedule of [linear(), cosine()]) {
    for (const t of [1e-200, 1e-20, 1e-8, 0.5, 0.99]) {
      assertAlmostEquals(solveLogSnr(schedule.at, schedule.at(t).logSnr), t, 1e-13 * t / (1 - t));
    }
  }
});

Deno.test("solveLogSnr() gives 0 for what no time in reach has", () => {
  assertEquals(solveLogSnr(linear().at, 1e4), 0);
  assertThrows(() => linear().timeAt(-1e4), RangeError);
});
