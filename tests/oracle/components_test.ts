import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { Random } from "../../lib/numerics/random.ts";
import { checkComponents, checkWeights, pickComponents } from "../../lib/oracle/components.ts";

Deno.test("checkComponents() counts rows", () => {
  assertEquals(checkComponents("a mixture", 2, new Float64Array(6)), 3);
  assertThrows(() => checkComponents("a mixture", 0, new Float64Array(6)), RangeError, "dimension must be at least 1");
  assertThrows(() => checkComponents("a mixture", 4, new Float64Array(6)), TypeError, "means must hold rows");
});

Deno.test("checkWeights() forgives rounding and nothing more", () => {
  assertEquals(checkWeights("a mixture", undefined, 4), new Float64Array(4).fill(0.25));
  const weights = checkWeights("a mixture", [0.1, 0.2, 0.7 + 1e-12], 3);
  assertAlmostEquals(weights.reduce((a, b) => a + b), 1, 4e-16);
  assertThrows(() => checkWeights("a mixture", [0.1, 0.2], 2), RangeError, "weights must sum to 1");
  assertThrows(() => checkWeights("a mixture", [0.5, 0.49999], 2), RangeError, "weights must sum to 1");
});

Deno.test("checkWeights() takes and scales float32", () => {
  for (const given of [[0.1, 0.2, 0.7], Array(50_000).fill(1 / 50_000)]) {
    const weights = checkWeights("a mixture", Float32Array.from(given), given.length);
    assertAlmostEquals(weights.reduce((a, b) => a + b), 1, 1e-12);
    assertAlmostEquals(weights[1], given[1], 1e-7 * given[1]);
  }
});

Deno.test("pickComponents() draws by weight and never what has none", () => {
  const picks = pickComponents(Float64Array.of(0, 0.9, 0, 0.1), 10_000, new Random(0, "pick"));
  const count = (k: number) => picks.filter((pick) => pick === k).length;
  assertEquals([count(0), count(2)], [0, 0]);
  assertAlmostEquals(count(3), 1000, 120);
});
