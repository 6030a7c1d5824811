import * as fc from "../property.ts";
import { type Bitmap, fitPicture, padCentre, toChannels } from "../../lib/datasets/resize.ts";
import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";

const grey = (height: number, width: number, bytes: number[]): Bitmap => ({
  height,
  width,
  channels: 1,
  bytes: Uint8Array.from(bytes),
});

Deno.test("fitPicture() averages areas exactly", () => {
  assertEquals(fitPicture(grey(2, 4, [0, 2, 10, 10, 4, 6, 20, 40]), 1, 2).bytes, Uint8Array.from([3, 20]));
  // 3 → 2: each target pixel is one source pixel and half of the middle one.
  assertEquals(fitPicture(grey(3, 3, [0, 0, 0, 90, 90, 90, 0, 0, 0]), 2, 2).bytes, Uint8Array.from([30, 30, 30, 30]));
});

Deno.test("fitPicture() cuts the centre to the aspect ratio", () => {
  const wide = grey(2, 6, [9, 9, 1, 2, 9, 9, 9, 9, 3, 4, 9, 9]);
  assertEquals(fitPicture(wide, 2, 2), grey(2, 2, [1, 2, 3, 4]));
  assertEquals(fitPicture(grey(3, 1, [7, 8, 9]), 1, 1).bytes, Uint8Array.from([8]));
});

Deno.test("fitPicture() repeats pixels upwards and returns the right size as it is", () => {
  assertEquals(fitPicture(grey(1, 2, [1, 2]), 2, 4).bytes, Uint8Array.from([1, 1, 2, 2, 1, 1, 2, 2]));
  const same = grey(1, 2, [1, 2]);
  assertEquals(fitPicture(same, 1, 2) === same, true);
});

Deno.test("fitPicture() keeps a flat picture flat and the mean of a whole-number reduction", () => {
  const side = fc.integer({ min: 1, max: 12 });
  fc.assert(fc.property(side, side, side, side, fc.integer({ min: 0, max: 255 }), (h, w, H, W, value) => {
    const out = fitPicture(grey(h, w, new Array(h * w).fill(value)), H, W);
    assertEquals(out.bytes, new Uint8Array(H * W).fill(value));
  }));
  fc.assert(fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (bytes) => {
    const out = fitPicture({ height: 8, width: 8, channels: 1, bytes }, 2, 2);
    const mean = (values: Uint8Array) => values.reduce((a, b) => a + b, 0) / values.length;
    assertAlmostEquals(mean(out.bytes), mean(bytes), 0.5);
  }));
});

Deno.test("padCentre() puts the picture in the middle", () => {
  assertEquals(padCentre(grey(1, 2, [5, 6]), 3, 4), grey(3, 4, [0, 0, 0, 0, 0, 5, 6, 0, 0, 0, 0, 0]));
  assertThrows(() => padCentre(grey(1, 2, [5, 6]), 1, 1), RangeError, "Cannot pad a picture: width");
});

Deno.test("toChannels() converts between grey and colour", () => {
  const colour = toChannels(grey(1, 2, [5, 6]), 3);
  assertEquals(colour.bytes, Uint8Array.from([5, 5, 5, 6, 6, 6]));
  assertEquals(toChannels(colour, 1), grey(1, 2, [5, 6]));
  const red = { height: 1, width: 1, channels: 3, bytes: Uint8Array.from([255, 0, 0]) };
  assertEquals(toChannels(red, 1).bytes, Uint8Array.from([76]));
  assertThrows(() => toChannels(red, 2), RangeError, "channels must be 1 or 3, got 2");
});
