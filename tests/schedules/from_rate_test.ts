import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { alphaSigmaOfRate, fromRate, rateOfLogSnr } from "../../lib/schedules/from_rate.ts";

Deno.test("fromRate() makes a schedule of any rate and solves for its inverse", () => {
  const schedule = fromRate({
    name: "cubic",
    tex: "",
    rate: (t) => ({ value: t + t ** 3, slope: 1 + 3 * t * t, curvature: 6 * t }),
  });
  assertEquals(schedule.origin, { alphaSlope: -0.5, sigmaExponent: -0.5 });
  assertAlmostEquals(schedule.at(0.5).alpha, Math.exp(-0.3125), 1e-15);
  assertAlmostEquals(schedule.timeAt(schedule.at(1e-7).logSnr), 1e-7, 1e-20);
  assertThrows(() => schedule.at(1.5), RangeError, "cubic schedule: t must be in [0, 1], got 1.5");
});

Deno.test("alphaSigmaOfRate() keeps its accuracy at both ends", () => {
  assertAlmostEquals(alphaSigmaOfRate({ value: 1e-20, slope: 1, curvature: 0 }).sigma, 1e-10, 1e-25);
  assertAlmostEquals(alphaSigmaOfRate({ value: 200, slope: 1, curvature: 0 }).alpha, Math.exp(-100), 1e-57);
});

Deno.test("rateOfLogSnr() inverts λ = −ln(expm1 B)", () => {
  for (const rate of [1e-18, 1e-3, 1, 30]) {
    assertAlmostEquals(rateOfLogSnr(-Math.log(Math.expm1(rate))), rate, 1e-14 * rate);
  }
});
