import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { remap } from "../../lib/conditioning/mod.ts";

Deno.test("remap() keeps both ends and leaves 0 with an infinite slope", () => {
  const g = remap({ scale: 1000 });
  assertEquals([g(0), g(1000)], [0, 1000]);
  assertAlmostEquals(g(250), 500, 1e-12);
  assert(g(1e-12) / 1e-12 > 1e6);
  assertEquals(remap({ exponent: 1 })(0.3), 0.3);
});

Deno.test("remap() refuses curves that are not steeper at 0", () => {
  assertThrows(() => remap({ exponent: 2 }), RangeError, "exponent must be in");
  assertThrows(() => remap({ scale: 0 }), RangeError, "scale must be greater than 0, got 0");
  assertThrows(() => remap()(-1), RangeError, "time must be at least 0, got -1");
});
