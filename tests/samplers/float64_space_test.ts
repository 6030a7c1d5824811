import { Random } from "../../lib/numerics/random.ts";
import { float64Space } from "../../lib/samplers/float64_space.ts";
import { assertEquals, assertNotEquals, assertThrows } from "../assert.ts";

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
