import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { cosine, cosineGrid } from "../../lib/schedules/cosine.ts";
import { ddpmLinearGrid, discretise, gridFromBetas, gridLevel, gridOfAlphaSigma } from "../../lib/schedules/grid.ts";
import { linear } from "../../lib/schedules/linear.ts";

Deno.test("ddpmLinearGrid() has DDPM's noise levels", () => {
  const grid = ddpmLinearGrid(), at = (t: number) => grid.sigma[t - 1];
  const expected = [[1, 0.010], [20, 0.076], [40, 0.139], [60, 0.201], [80, 0.262], [100, 0.321]];
  for (const [t, sigma] of expected) assertAlmostEquals(at(t), sigma, 5e-4);
  // σ² of the first step is β itself, to the last digit: 1 − (1 − β) would lose four.
  assertAlmostEquals(grid.sigma[0] ** 2, 1e-4, 1e-19);
  assertAlmostEquals(grid.alpha[999] ** 2, 4.0358e-5, 1e-9);
  // Change of ln σ per step at 1→2, 20→21 and 100→101.
  for (const [t, change] of [[1, 0.394], [20, 0.041], [100, 0.009]]) {
    assertAlmostEquals(Math.log(at(t + 1) / at(t)), change, 6e-4);
  }
});

Deno.test("cosineGrid() clips the last β and nothing else", () => {
  const grid = cosineGrid(), schedule = cosine();
  for (const k of [0, 500, 998]) assertAlmostEquals(grid.logSnr[k], schedule.at(grid.times[k]).logSnr, 1e-12);
  assertAlmostEquals(grid.alpha[999] ** 2 / grid.alpha[998] ** 2, 0.001, 1e-15);
  // With a low ceiling every β is clipped.
  const clipped = cosineGrid({ steps: 4, maxBeta: 0.01 });
  clipped.alpha.forEach((alpha, k) => assertAlmostEquals(alpha ** 2, 0.99 ** (k + 1), 1e-15));
});

Deno.test("discretise() samples a schedule at (k + 1)/T", () => {
  const grid = discretise(linear(), 10);
  assertEquals([grid.steps, grid.times[0], grid.times[9], grid.name], [10, 0.1, 1, "linear"]);
  assertEquals(gridLevel(grid, 4), { alpha: linear().at(0.5).alpha, sigma: linear().at(0.5).sigma });
});

Deno.test("gridFromBetas() multiplies 1 − β", () => {
  const grid = gridFromBetas("own", [0.1, 0.5]);
  assertAlmostEquals(grid.alpha[1] ** 2, 0.45, 1e-15);
  assertAlmostEquals(grid.logSnr[1], Math.log(0.45 / 0.55), 1e-15);
});

Deno.test("grids refuse what is out of range", () => {
  assertThrows(() => ddpmLinearGrid({ steps: 0 }), RangeError, "steps must be in [1, 1000000], got 0");
  assertThrows(() => ddpmLinearGrid({ last: 1.2 }), RangeError, "last must be between 0 and 1, got 1.2");
  assertThrows(() => gridFromBetas("none", []), RangeError, "betas.length must be in [1, 1000000], got 0");
  assertThrows(() => gridFromBetas("bad", [0.1, NaN]), RangeError, "betas[1] must be between 0 and 1, got NaN");
  for (const beta of [0, 1, -0.1, 2]) {
    assertThrows(() => gridFromBetas("bad", [0.1, beta]), RangeError, `betas[1] must be between 0 and 1, got ${beta}`);
  }
  assertThrows(() => gridLevel(ddpmLinearGrid(), 1000), RangeError, "step must be in [0, 999], got 1000");
  assertThrows(() => discretise(linear(), 1.5), RangeError, "steps must be an integer, got 1.5");
  assertThrows(() => cosineGrid({ maxBeta: 1 }), RangeError, "maxBeta");
  assertThrows(
    () => gridOfAlphaSigma("bad", Float64Array.of(1), new Float64Array(2)),
    TypeError,
    "sigma must have length 1",
  );
});
