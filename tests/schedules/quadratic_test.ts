import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { gridFromBetas } from "../../lib/schedules/grid.ts";
import { quadratic } from "../../lib/schedules/quadratic.ts";

Deno.test("quadratic() is the limit of DDIM's quad grid", () => {
  const root = (k: number) => Math.sqrt(1e-4) + k / 999 * (Math.sqrt(0.02) - Math.sqrt(1e-4));
  const grid = gridFromBetas("quad", Array.from({ length: 1000 }, (_, k) => root(k) ** 2)), schedule = quadratic();
  for (const k of [9, 99, 499, 999]) assertAlmostEquals(schedule.at(grid.times[k]).logSnr, grid.logSnr[k], 0.08);
  assertEquals(schedule.name, "quadratic");
});

Deno.test("quadratic() refuses rates that do not rise from above 0", () => {
  assertThrows(() => quadratic({ betaMin: -1 }), RangeError, "betaMin must be greater than 0, got -1");
});
