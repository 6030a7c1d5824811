import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { meanPsnr, psnr } from "../../lib/metrics/psnr.ts";

Deno.test("psnr() is 10 log₁₀(peak² / MSE) for each picture", () => {
  const reference = new Float32Array(12),
    pictures = Float32Array.from(reference, (_, i) => i < 4 ? 0.5 : i < 8 ? 0.25 : 0);
  const ratios = psnr(pictures, reference, 4, 2);
  assertAlmostEquals(ratios[0], 10 * Math.log10(4 / 0.25), 1e-12);
  assertAlmostEquals(ratios[1], 10 * Math.log10(4 / 0.0625), 1e-12);
  assertEquals(ratios[2], Infinity);
  const { value, n } = meanPsnr(pictures.subarray(0, 8), reference.subarray(0, 8), 4, 2);
  assertAlmostEquals(value, (ratios[0] + ratios[1]) / 2, 1e-12);
  assertEquals(n, 2);
});

Deno.test("psnr() and meanPsnr() name what is wrong", () => {
  const pictures = new Float64Array(8);
  assertThrows(() => psnr(pictures, new Float64Array(4), 4, 2), TypeError, "2 pictures and 1 references");
  assertThrows(() => psnr(pictures, pictures, 4, 0), RangeError, "peak");
  assertThrows(() => psnr(pictures, new Float64Array(8).fill(NaN), 4, 1), RangeError, "references must be finite");
  assertThrows(() => meanPsnr(pictures, pictures, 4, 1), RangeError, "picture 0 equals its reference");
});
