import fc from "fast-check";
import { gridLevels, respacedSteps, scheduleLevels } from "../../lib/samplers/levels.ts";
import { cosine } from "../../lib/schedules/cosine.ts";
import { ddpmLinearGrid } from "../../lib/schedules/grid.ts";
import { assert, assertEquals, assertThrows } from "../assert.ts";

Deno.test("respacedSteps() spreads as diffusers does", () => {
  assertEquals(respacedSteps(1000, 5, "linspace"), [999, 749, 500, 250, 0]);
  assertEquals(respacedSteps(1000, 5, "leading"), [800, 600, 400, 200, 0]);
  assertEquals(respacedSteps(1000, 5, "trailing"), [999, 799, 599, 399, 199]);
  assertEquals(respacedSteps(4, 4), [3, 2, 1, 0]);
  assertEquals(respacedSteps(1000, 1), [999]);
});

Deno.test("respacedSteps() gives decreasing steps of the grid", () => {
  const spacings = fc.constantFrom("linspace", "leading", "trailing");
  fc.assert(fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), spacings, (steps, some, spacing) => {
    const count = 1 + some % steps;
    const walk = respacedSteps(steps, count, spacing as "linspace");
    assertEquals(walk.length, count);
    assert(walk.every((step, i) => Number.isInteger(step) && step >= 0 && step < (i === 0 ? steps : walk[i - 1])));
  }));
  assertThrows(() => respacedSteps(10, 0), RangeError, "count");
  assertThrows(() => respacedSteps(10, 11), RangeError, "count");
});

Deno.test("gridLevels() goes from the steps asked for to the data", () => {
  const grid = ddpmLinearGrid({ steps: 10 });
  const levels = gridLevels(grid, [9, 4]);
  assertEquals(levels[1], { time: 4, alpha: grid.alpha[4], sigma: grid.sigma[4], logSnr: grid.logSnr[4] });
  assertEquals(levels[2], { time: -1, alpha: 1, sigma: 0, logSnr: Infinity });
  assertEquals(gridLevels(grid).length, 11);
  assertThrows(() => gridLevels(grid, []), RangeError, "steps must hold at least one");
  assertThrows(() => gridLevels(grid, [4, 4]), RangeError, "steps[1] must be below 4, got 4");
  assertThrows(() => gridLevels(grid, [10]), RangeError, "steps[0]");
});

Deno.test("scheduleLevels() refuses times without noise, without signal or out of order", () => {
  const levels = scheduleLevels(cosine(), [0.9, 1e-4]);
  assertEquals(levels.map(({ time }) => time), [0.9, 1e-4, 0]);
  assertThrows(() => scheduleLevels(cosine(), [0.5, 0]), RangeError, "times[1] = 0");
  assertThrows(() => scheduleLevels(cosine(), [0.5, 0.6]), RangeError, "times[1] must be below 0.5");
  assertThrows(() => scheduleLevels(cosine(), []), RangeError, "at least one");
});
