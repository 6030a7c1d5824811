import { assertEquals, assertThrows } from "../assert.ts";
import { quantiseNoise, shareTimesteps } from "../../lib/conditioning/mod.ts";

Deno.test("quantiseNoise() tells the middle of the sub-interval", () => {
  assertEquals([0, 19, 20, 99, 100, 500].map(quantiseNoise()), [9, 9, 29, 89, 100, 500]);
  assertEquals(quantiseNoise({ until: 0.1, intervals: 2, whole: false })(0.01), 0.025);
});

Deno.test("quantiseNoise() and shareTimesteps() cut time alike", () => {
  const quantise = quantiseNoise({ until: 90, intervals: 4 }), share = shareTimesteps({ until: 90, intervals: 4 });
  for (let step = 1; step < 120; step++) {
    assertEquals(quantise(step) === quantise(step - 1), share(step) === share(step - 1), `step ${step}`);
  }
});

Deno.test("quantiseNoise() refuses what is no partition", () => {
  assertThrows(() => quantiseNoise({ until: -1 }), RangeError, "until must be greater than 0");
  assertThrows(() => quantiseNoise({ intervals: 0 }), RangeError, "intervals must be at least 1");
  assertThrows(() => quantiseNoise()(NaN), RangeError, "time must be");
});
