import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { meanBitsPerDimension } from "../../lib/metrics/bits_per_dimension.ts";

Deno.test("meanBitsPerDimension() is 8 for the uniform density over the range of bytes, 0 for a single level", () => {
  // On [−1, 1]^d the density is 2^−d.
  const d = 12, uniform = new Float64Array(5).fill(-d * Math.LN2);
  const { value, low, high, n } = meanBitsPerDimension(uniform, d, 2);
  assertAlmostEquals(value, 8, 1e-12);
  assertAlmostEquals(high - low, 0, 1e-12);
  assertEquals(n, 5);
  assertAlmostEquals(meanBitsPerDimension(uniform.map((v) => v + d * Math.log(256)), d, 2).value, 0, 1e-12);
});

Deno.test("meanBitsPerDimension() names what is wrong", () => {
  assertThrows(() => meanBitsPerDimension(Float64Array.of(1, NaN), 2, 2), RangeError, "logDensities[1]");
  assertThrows(() => meanBitsPerDimension(new Float64Array(3), 0, 2), RangeError, "dimension");
});
