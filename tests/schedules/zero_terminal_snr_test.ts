import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { cosine } from "../../lib/schedules/cosine.ts";
import { ddpmLinearGrid, gridFromBetas, gridOfAlphaSigma } from "../../lib/schedules/grid.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { zeroTerminalSnr, zeroTerminalSnrGrid } from "../../lib/schedules/zero_terminal_snr.ts";

Deno.test("zeroTerminalSnr() ends in pure noise and keeps the start", () => {
  const schedule = zeroTerminalSnr(linear()), { alpha, logSnr } = schedule.at(1);
  assertEquals([alpha, logSnr], [0, -Infinity]);
  assertEquals(schedule.at(0).alpha, 1);
  assertAlmostEquals(schedule.origin.alphaSlope, -0.05 / (1 - linear().at(1).alpha), 1e-15);
});

Deno.test("zeroTerminalSnr() leaves a schedule that ends in pure noise", () => {
  assertEquals(zeroTerminalSnr(cosine()).at(0.4), cosine().at(0.4));
});

Deno.test("zeroTerminalSnrGrid() is algorithm 1 of Lin et al.", () => {
  const grid = ddpmLinearGrid(), rescaled = zeroTerminalSnrGrid(grid), last = grid.alpha[999];
  assertEquals([rescaled.alpha[999], rescaled.sigma[999], rescaled.steps], [0, 1, 1000]);
  assertAlmostEquals(rescaled.sigma[0], grid.sigma[0], 1e-16);
  const factor = grid.alpha[0] / (grid.alpha[0] - last);
  assertAlmostEquals(rescaled.alpha[500], (grid.alpha[500] - last) * factor, 1e-16);
  for (let k = 0; k < 1000; k += 37) assertAlmostEquals(rescaled.alpha[k] ** 2 + rescaled.sigma[k] ** 2, 1, 1e-15);
  assertThrows(() => zeroTerminalSnr(linear()).at(NaN), RangeError, "got NaN");
});

Deno.test("zeroTerminalSnrGrid() refuses a grid whose one step would have to be both kept and noise", () => {
  assertThrows(() => zeroTerminalSnrGrid(gridFromBetas("one", [0.5])), RangeError, "steps must be at least 2, got 1");
  const flat = gridOfAlphaSigma("flat", Float64Array.of(0.5, 0.5), Float64Array.of(0.75 ** 0.5, 0.75 ** 0.5));
  assertThrows(() => zeroTerminalSnrGrid(flat), RangeError, "alpha must fall from its first step to its last");
});
