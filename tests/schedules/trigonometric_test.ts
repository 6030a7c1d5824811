import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { trigonometric } from "../../lib/schedules/trigonometric.ts";

Deno.test("trigonometric() is a quarter of a circle", () => {
  const { alpha, sigma, dSigma, d2Sigma } = trigonometric().at(0.5);
  for (const value of [alpha, sigma]) assertAlmostEquals(value, Math.SQRT1_2, 1e-15);
  assertAlmostEquals(dSigma, Math.PI / 2 * alpha, 1e-15);
  assertAlmostEquals(d2Sigma, -(Math.PI ** 2) / 4 * sigma, 1e-15);
  assertEquals(trigonometric().at(1).alpha, 0);
  assertThrows(() => trigonometric().at(2), RangeError, "t must be in [0, 1], got 2");
});
