import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { ddpmLinearGrid } from "../../lib/schedules/grid.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { makeGrid } from "../../lib/schedules/registry.ts";

Deno.test("linear() is the limit of DDPM's grid", () => {
  const schedule = linear(), grid = ddpmLinearGrid();
  // The sums of 1000 β and of their logarithms differ from the integral by O(1/T).
  for (const k of [9, 99, 499, 999]) assertAlmostEquals(schedule.at(grid.times[k]).logSnr, grid.logSnr[k], 0.08);
  assertAlmostEquals(schedule.origin.alphaSlope, -0.05, 1e-15);
});

Deno.test("linear() with equal ends is a constant rate", () => {
  assertAlmostEquals(linear({ betaMin: 3, betaMax: 3 }).at(0.5).alpha, Math.exp(-0.75), 1e-15);
});

Deno.test("linear() refuses rates that do not rise from above 0", () => {
  assertThrows(() => linear({ betaMin: 0 }), RangeError, "betaMin must be greater than 0, got 0");
  assertThrows(() => linear({ betaMax: 0.01 }), RangeError, "betaMax must be at least 0.1, got 0.01");
});

Deno.test("linearEntry says that a grid of too few steps has too few", () => {
  const config = { kind: "linear", betaMin: 0.1, betaMax: 20 } as const;
  for (const steps of [1, 10, 20]) {
    assertThrows(
      () => makeGrid(config, steps),
      RangeError,
      `Cannot make a linear grid: ${steps} steps are too few for betaMax = 20, T must be above it`,
    );
  }
  assertEquals(makeGrid(config, 21).steps, 21);
});
