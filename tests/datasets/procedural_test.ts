import { procedural, PROCEDURAL_CLASSES } from "../../lib/datasets/procedural.ts";
import { assert, assertEquals, assertNotEquals, assertThrows } from "../assert.ts";

const indices = (n: number) => Array.from({ length: n }, (_, i) => i);

Deno.test("procedural() draws the same pictures for the same seed, the smaller set first", () => {
  const few = procedural(20, 7), many = procedural(50, 7);
  assertEquals(few.shape, [16, 16, 1]);
  assertEquals(many.batch(indices(20)), few.batch(indices(20)));
  assertNotEquals(procedural(20, 8).batch(indices(20)), few.batch(indices(20)));
});

Deno.test("procedural() shows every class, bright on dark and never cut by the frame", () => {
  const set = procedural(300, 1);
  assertEquals(new Set(set.labels), new Set(indices(PROCEDURAL_CLASSES.length)));
  for (let i = 0; i < set.count; i++) {
    const picture = set.batch([i]);
    const ground = picture[0];
    assert(picture.every((value) => value >= ground && value <= 1), `picture ${i}`);
    const frame = picture.filter((_, p) => p < 16 || p >= 240 || p % 16 === 0 || p % 16 === 15);
    assert(frame.every((value) => value <= ground + 0.01), `the frame of picture ${i}`);
    assert(Math.max(...picture) > ground + 0.2, `the shape of picture ${i}`);
  }
});

Deno.test("procedural() refuses counts, seeds and sides out of range", () => {
  assertThrows(() => procedural(0), RangeError, "count");
  assertThrows(() => procedural(1, -1), RangeError, "seed");
  assertThrows(() => procedural(1, 0, 3), RangeError, "side");
});
