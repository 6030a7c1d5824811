import { modNsPath } from "../../lib/samplers/mod_ns_path.ts";
import { gridPath, schedulePath } from "../../lib/samplers/noise_path.ts";
import { ddpmLinearGrid } from "../../lib/schedules/grid.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { modNs } from "../../lib/schedules/mod_ns.ts";
import { assert, assertAlmostEquals, assertEquals, assertLess, assertThrows } from "../assert.ts";

const grid = ddpmLinearGrid(), onGrid = modNsPath(gridPath(grid), 100);

Deno.test("modNsPath() of a schedule's path is the reshaped schedule's", () => {
  const path = modNsPath(schedulePath(linear()), 0.1), wanted = schedulePath(modNs(linear(), 0.1));
  for (const time of [1e-9, 1e-3, 0.05, 0.0999, 0.1, 0.7]) {
    const level = path.at(time), other = wanted.at(time);
    for (const key of ["time", "alpha", "sigma", "logSnr", "dLogSnr"] as const) {
      assertAlmostEquals(level[key] / other[key], 1, 1e-12, `${key} at ${time}`);
    }
    assertAlmostEquals(path.levelAt(time).sigma / other.sigma, 1, 1e-12);
    assertAlmostEquals(path.timeAt(level.logSnr) / time, 1, 1e-12);
  }
  assertEquals(path.levelAt(0).sigma, 0);
  assertThrows(() => path.at(0), RangeError, "σ = 0");
});

Deno.test("modNsPath() of a grid has less noise below t̃, none of its slope at the data, and its own from t̃ on", () => {
  for (const step of [100, 101, 500, 999]) assertEquals(onGrid.at(step), gridPath(grid).at(step));
  // (1 − α)/(distance to the data)² tends to a number, where the grid's grows like 1/distance.
  const curve = (step: number) => onGrid.at(step).sigma ** 2 / 2 / (step + 1) ** 2;
  assertAlmostEquals(curve(0) / curve(1), 1, 0.1);
  let previous = 0;
  for (let step = 0; step < 100; step++) {
    const { alpha, sigma, logSnr } = onGrid.at(step);
    assertEquals(onGrid.levelAt(step), { alpha, sigma });
    assert(sigma > previous && sigma < grid.sigma[step]);
    assertAlmostEquals(alpha ** 2 + sigma ** 2, 1, 1e-15);
    assertAlmostEquals(onGrid.timeAt(logSnr), step, 1e-9 * (step + 1));
    previous = sigma;
  }
});

Deno.test("modNsPath() of a grid has the slope of its log-SNR between steps", () => {
  for (const time of [0.4, 3.5, 57.25, 99.9]) {
    const slope = (onGrid.at(time + 1e-6).logSnr - onGrid.at(time - 1e-6).logSnr) / 2e-6;
    assertAlmostEquals(onGrid.at(time).dLogSnr / slope, 1, 1e-6);
    assertAlmostEquals(onGrid.timeAt(onGrid.at(time).logSnr) / time, 1, 1e-9);
  }
  assertLess(onGrid.at(99.999).sigma - onGrid.at(100).sigma, 1e-4);
});

Deno.test("modNsPath() refuses what it cannot reach", () => {
  assertThrows(() => modNsPath(gridPath(grid), 1000), RangeError, "until must be in [0, 999]");
  assertThrows(() => onGrid.timeAt(30), RangeError, "logSnr must be in");
});
