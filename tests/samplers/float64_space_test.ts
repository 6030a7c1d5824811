import { Random } from "../../lib/numerics/random.ts";
import { float64Space } from "../../lib/samplers/float64_space.ts";
import { assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "../assert.ts";

const space = float64Space();

Deno.test("float64Space() combines and clips into new vectors", () => {
  const a = Float64Array.from([1, 2]), b = Float64Array.from([10, -20]);
  assertEquals(space.combine([[2, a], [0.5, b]]), Float64Array.from([7, -6]));
  assertEquals(space.clip!(b, -1, 1), Float64Array.from([1, -1]));
  assertEquals(a, Float64Array.from([1, 2]));
  assertThrows(() => space.combine([[1, a], [1, new Float64Array(3)]]), TypeError, "length 2, got 3");
  assertThrows(() => space.combine([]), RangeError, "at least one");
});

Deno.test("float64Space() draws noise that depends on the draw and the row alone", () => {
  const random = new Random(3, "noise");
  const whole = space.noise(new Float64Array(12), random, 5);
  assertEquals(space.noise(new Float64Array(6), random, 5), whole.slice(0, 6));
  assertEquals(float64Space(6).noise(new Float64Array(6), random, 5), whole.slice(6));
  assertNotEquals(space.noise(new Float64Array(12), random, 6), whole);
});

Deno.test("float64Space() checks predictions", () => {
  const like = new Float64Array(2);
  space.check!(like, like, "sample");
  assertThrows(() => space.check!(new Float64Array(3), like, "sample"), TypeError, "Cannot sample: prediction");
  assertThrows(() => space.check!(Float64Array.from([0, NaN]), like, "sample"), RangeError, "prediction[1]");
});

Deno.test("float64Space() thresholds every row at its own quantile", () => {
  const rows = float64Space(0, 4);
  const x = Float64Array.of(1, -2, 3, -4, 0.1, 0.2, -0.3, 0.4);
  // Three quarters of the way through |x| of the first row: 3.25; the second row is only cut to [−1, 1].
  const cut = rows.threshold!(x, 0.75, 10);
  [1 / 3.25, -2 / 3.25, 3 / 3.25, -1, 0.1, 0.2, -0.3, 0.4].forEach((value, i) =>
    assertAlmostEquals(cut[i], value, 1e-15)
  );
  assertEquals(rows.threshold!(x, 1, 2)[3], -1);
  assertThrows(() => space.threshold!(x, 0.5, 1), TypeError, "the vector space was made without a dimension");
});

Deno.test("float64Space() measures rows", async () => {
  const rows = float64Space(0, 2), a = Float64Array.of(3, 4, 0, 1), b = Float64Array.of(1, 2, 5, -1);
  assertAlmostEquals(await rows.norm!(a), 5 / Math.SQRT2, 1e-15);
  assertEquals(await rows.rowDots!(a, b), Float64Array.of(11, -1));
  assertThrows(() => rows.norm!(new Float64Array(3)), TypeError, "rows of dimension 2");
  assertThrows(() => float64Space(0, 0), RangeError, "dimension");
});
