import { assert, assertEquals, assertThrows } from "../assert.ts";
import * as fc from "../property.ts";
import { shareTimesteps } from "../../lib/conditioning/mod.ts";

Deno.test("shareTimesteps() tells the start of the sub-interval below t̃ and the time above", () => {
  const f = shareTimesteps();
  assertEquals([0, 19, 20, 39, 40, 99, 100, 101, 999].map(f), [0, 0, 20, 20, 40, 80, 100, 101, 999]);
});

Deno.test("shareTimesteps() is the paper's definition wherever the ends fall", () => {
  const until = fc.double({ min: 1e-3, max: 1000, noNaN: true });
  fc.assert(
    fc.property(until, fc.integer({ min: 1, max: 40 }), fc.double({ min: 0, max: 1, noNaN: true }), (u, n, part) => {
      const f = shareTimesteps({ until: u, intervals: n }), ends = Array.from({ length: n }, (_, i) => i * u / n);
      const below = part * u;
      for (const time of [below, ...ends, u, 2 * u]) {
        const expected = time >= u ? time : Math.max(...ends.filter((end) => end <= time));
        assertEquals(f(time), expected);
        assertEquals(f(f(time)), f(time));
      }
    }),
  );
});

Deno.test("shareTimesteps() begins no sub-interval at t̃, where 7 t̃/7 rounds below t̃ too", () => {
  const until = 1.1759023278284912, below = 0.9999999999999998 * until;
  assert(7 * until / 7 < until);
  assertEquals(shareTimesteps({ until, intervals: 7 })(below), 6 * until / 7);
});

Deno.test("shareTimesteps() refuses what is no partition and what is no time", () => {
  assertThrows(() => shareTimesteps({ until: 0 }), RangeError, "until must be greater than 0, got 0");
  assertThrows(() => shareTimesteps({ intervals: 1.5 }), RangeError, "intervals must be an integer, got 1.5");
  assertThrows(() => shareTimesteps()(-1), RangeError, "time must be at least 0, got -1");
  assert(shareTimesteps({ until: 1, intervals: 1 })(0.999) === 0);
});
