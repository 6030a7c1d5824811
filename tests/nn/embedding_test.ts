import { sinusoids, sinusoidSlopes } from "../../lib/nn/embedding.ts";
import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";

Deno.test("sinusoids() is [sin, cos] of the condition times each rate", () => {
  const out = sinusoids(Float64Array.of(0, 999), 6, 100);
  assertEquals([...out.slice(0, 6)], [0, 0, 0, 1, 1, 1]);
  [1, 0.1, 0.01].forEach((rate, i) => {
    assertAlmostEquals(out[6 + i], Math.sin(999 * rate), 1e-7);
    assertAlmostEquals(out[9 + i], Math.cos(999 * rate), 1e-7);
  });
});

Deno.test("sinusoids() is the same for the same condition", () => {
  const out = sinusoids(Float64Array.of(17, 17), 8);
  assertEquals(out.slice(0, 8), out.slice(8));
});

Deno.test("sinusoidSlopes() is the derivative of sinusoids()", () => {
  const out = sinusoidSlopes(Float64Array.of(999), 6, 100);
  [1, 0.1, 0.01].forEach((rate, i) => {
    assertAlmostEquals(out[i], rate * Math.cos(999 * rate), 1e-7);
    assertAlmostEquals(out[3 + i], -rate * Math.sin(999 * rate), 1e-7);
  });
});

Deno.test("sinusoids() refuses odd or small dimensions and conditions that are not finite", () => {
  assertThrows(() => sinusoids(Float64Array.of(1), 7), RangeError, "even");
  assertThrows(() => sinusoids(Float64Array.of(1), 2), RangeError, "at least 4");
  assertThrows(() => sinusoids(Float64Array.of(1, NaN), 4), RangeError, "conditions[1]");
});
