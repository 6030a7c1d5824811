import * as fc from "../property.ts";
import { spread } from "../../lib/datasets/spread.ts";
import { assert, assertEquals, assertThrows } from "../assert.ts";

Deno.test("spread() keeps near-equal shares of a sorted set", () => {
  assertEquals(spread(10, 5), Uint32Array.from([0, 2, 4, 6, 8]));
  assertEquals(spread(3, 7), Uint32Array.from([0, 1, 2]));
  assertEquals(spread(3), Uint32Array.from([0, 1, 2]));
  assertThrows(() => spread(3, 0), RangeError, "limit");
});

Deno.test("spread() gives increasing indices in range", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 600 }), (count, limit) => {
    const kept = spread(count, limit);
    assertEquals(kept.length, Math.min(count, limit));
    assert(kept.every((index, i) => index < count && (i === 0 || index > kept[i - 1])));
  }));
});
