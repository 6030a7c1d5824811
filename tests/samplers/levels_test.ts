import * as fc from "../property.ts";
import { shareTimesteps } from "../../lib/conditioning/share_timesteps.ts";
import {
  gridLevels,
  type LevelSpacing,
  respacedSteps,
  scheduleLevels,
  spacedLevels,
} from "../../lib/samplers/levels.ts";
import { gridPath, schedulePath } from "../../lib/samplers/noise_path.ts";
import { cosine } from "../../lib/schedules/cosine.ts";
import { flowMatching } from "../../lib/schedules/flow_matching.ts";
import { ddpmLinearGrid } from "../../lib/schedules/grid.ts";
import { zeroTerminalSnrGrid } from "../../lib/schedules/zero_terminal_snr.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";

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
  assertThrows(() => respacedSteps(1000, 5, "karras" as "linspace"), RangeError, 'no spacing "karras"');
});

Deno.test("gridLevels() goes from the steps asked for to the data", () => {
  const grid = ddpmLinearGrid({ steps: 10 });
  const levels = gridLevels(grid, [9, 4]);
  const { time, alpha, sigma, logSnr } = levels[1];
  assertEquals([time, alpha, sigma, logSnr], [4, grid.alpha[4], grid.sigma[4], grid.logSnr[4]]);
  assertEquals(levels[2], { time: -1, alpha: 1, sigma: 0, logSnr: Infinity, dLogSnr: -Infinity });
  assertEquals(gridLevels(grid).length, 11);
  assertEquals(gridLevels(grid, [9, 4], "stop").length, 2);
  assertThrows(() => gridLevels(grid, []), RangeError, "times.length must be at least 1, got 0");
  assertThrows(() => gridLevels(grid, [4], "stop"), RangeError, "times.length must be at least 2, got 1");
  assertThrows(() => gridLevels(grid, [4, 4]), RangeError, "times[1] must be below 4, got 4");
  assertThrows(() => gridLevels(grid, [10]), RangeError, "step must be in [0, 9], got 10");
});

Deno.test("scheduleLevels() refuses times without noise, without signal or out of order", () => {
  const levels = scheduleLevels(cosine(), [0.9, 1e-4]);
  assertEquals(levels.map(({ time }) => time), [0.9, 1e-4, 0]);
  assertThrows(() => scheduleLevels(cosine(), [0.5, 0]), RangeError, "time 0 has α = 1 and σ = 0");
  assertThrows(() => scheduleLevels(cosine(), [0.5, 0.6]), RangeError, "times[1] must be below 0.5");
  assertThrows(() => scheduleLevels(cosine(), []), RangeError, "times.length");
});

Deno.test("spacedLevels() spreads levels evenly in what it is told", () => {
  const path = schedulePath(linear());
  const coordinate: Record<LevelSpacing, (level: { time: number; logSnr: number }) => number> = {
    time: ({ time }) => time,
    quadratic: ({ time }) => Math.sqrt(time),
    logSnr: ({ logSnr }) => logSnr,
    karras: ({ logSnr }) => Math.exp(-logSnr / 2 / 7),
  };
  for (const grid of [path, gridPath(ddpmLinearGrid())]) {
    for (const [spacing, read] of Object.entries(coordinate)) {
      const levels = spacedLevels(grid, 8, { spacing: spacing as LevelSpacing, end: "stop" });
      assertEquals([levels[0].time, levels[8].time], [grid.noisiest, grid.finest]);
      const values = levels.map(read), step = (values[8] - values[0]) / 8;
      values.forEach((value, i) => assertAlmostEquals(value, values[0] + i * step, 1e-9 * Math.abs(step), spacing));
    }
  }
});

Deno.test("spacedLevels() counts steps, the one to the data among them", () => {
  const path = schedulePath(linear());
  assertEquals(spacedLevels(path, 1).map(({ time }) => time), [1, 0]);
  assertEquals(spacedLevels(path, 2, { to: 0.1 }).map(({ time }) => time), [1, 0.1, 0]);
  assertEquals(spacedLevels(path, 2, { from: 0.9, to: 0.1, end: "stop" }).map(({ time }) => time), [0.9, 0.5, 0.1]);
});

Deno.test("spacedLevels() stops once where times are moved onto one another, and nowhere else than asked", () => {
  const path = gridPath(ddpmLinearGrid()), f = shareTimesteps({ until: 100, intervals: 5 });
  fc.assert(fc.property(fc.integer({ min: 1, max: 1000 }), (count) => {
    const plain = spacedLevels(path, count).map(({ time }) => time);
    const moved = spacedLevels(path, count, { visit: f }).map(({ time }) => time);
    const data = moved.pop();
    assertEquals(data, plain.pop());
    assertEquals(moved, [...new Set(plain.map((time) => f(time)))]);
    assert(moved.every((time) => f(time) === time));
  }));
  assertThrows(() => spacedLevels(path, 5, { visit: (time) => 999 - time }), RangeError, "times[1] must be below 0");
  const shared = shareTimesteps({ until: 0.1, intervals: 5 });
  assertThrows(
    () => spacedLevels(schedulePath(linear()), 50, { visit: shared }),
    RangeError,
    "time 0 has α = 1 and σ = 0",
  );
});

Deno.test("spacedLevels() begins in pure noise by default where a path ends in it, spread by time", () => {
  const ends = [schedulePath(flowMatching()), gridPath(zeroTerminalSnrGrid(ddpmLinearGrid()))];
  for (const path of ends) {
    for (const spacing of ["time", "quadratic"] as const) {
      const levels = spacedLevels(path, 5, { spacing });
      assertEquals([levels[0].time, levels[0].alpha, levels[0].sigma], [path.noisiest, 0, 1]);
      assert(levels[1].alpha > 0);
    }
    for (const spacing of ["logSnr", "karras"] as const) {
      const told = `spacing ${spacing} cannot begin in pure noise, α = 0 at ${path.noisiest}; spread by time`;
      assertThrows(() => spacedLevels(path, 5, { spacing }), RangeError, told);
      assertEquals(spacedLevels(path, 5, { spacing, from: 0.9 * path.noisiest }).length, 6);
    }
  }
});

Deno.test("spacedLevels() refuses walks that no sampler can take", () => {
  const path = schedulePath(linear()), grid = gridPath(ddpmLinearGrid());
  assertThrows(() => spacedLevels(path, 0), RangeError, "count must be at least 1, got 0");
  assertThrows(() => spacedLevels(path, 3, { from: 0.1, to: 0.5 }), RangeError, "to must be below 0.1, got 0.5");
  assertThrows(() => spacedLevels(path, 3, { to: 0 }), RangeError, "time 0 has α = 1 and σ = 0");
  assertThrows(() => spacedLevels(grid, 3, { to: -0.5 }), RangeError, "step must be in [0, 999], got -0.5");
  assertThrows(() => spacedLevels(path, 3, { spacing: "cubic" as "time" }), RangeError, 'no spacing "cubic"');
});
