import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { shrink } from "../../lib/metrics/shrinkage.ts";

const moments = { n: 10, dimension: 2, mean: new Float64Array(2), covariance: Float64Array.of(4, 1, 1, 2) };

Deno.test("shrink() pulls towards the identity and keeps the trace", () => {
  const { moments: { covariance }, weight } = shrink(moments, 0.25);
  assertEquals([[...covariance], weight], [[3.75, 0.75, 0.75, 2.25], 0.25]);
  assertEquals([...shrink(moments, 1).moments.covariance], [3, 0, 0, 3]);
});

Deno.test("shrink() chooses the oracle approximating weight by name", () => {
  // d = 2: tr(S²) = 22, tr² = 36; ρ = (0 · 22 + 36) / ((10 + 1 − 1)(22 − 18)).
  assertAlmostEquals(shrink(moments, "oas").weight, 36 / 40, 1e-15);
  assertEquals(shrink({ ...moments, covariance: Float64Array.of(3, 0, 0, 3) }, "oas").weight, 1);
  assert(shrink({ ...moments, n: 1000 }, "oas").weight < 0.01);
});

Deno.test("shrink() refuses unknown names, weights out of range and oas without n", () => {
  assertThrows(() => shrink(moments, "lw" as "oas"), RangeError, 'no shrinkage "lw", there is "oas"');
  assertThrows(() => shrink(moments, 0), RangeError, "weight");
  assertThrows(() => shrink({ ...moments, n: undefined }, "oas"), RangeError, "n must be known");
});
