import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { linearSpace, logSpace } from "../../lib/numerics/ranges.ts";

Deno.test("linearSpace() meets both ends and steps evenly", () => {
  assertEquals(linearSpace(0, 1, 5), Float64Array.of(0, 0.25, 0.5, 0.75, 1));
  assertEquals(linearSpace(0.1, 0.3, 7)[6], 0.3);
  assertThrows(() => linearSpace(0, 1, 1), RangeError, "n must be at least 2, got 1");
});

Deno.test("logSpace() meets both ends and multiplies evenly", () => {
  const x = logSpace(1e-8, 1, 9);
  assertEquals([x[0], x[8]], [1e-8, 1]);
  x.subarray(1).forEach((value, i) => assertAlmostEquals(value / x[i], 10, 1e-12));
  assertThrows(() => logSpace(0, 1, 3), RangeError, "first must be greater than 0, got 0");
});
