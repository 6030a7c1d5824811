import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { shiftedCosine } from "../../lib/schedules/shifted_cosine.ts";
import { trigonometric } from "../../lib/schedules/trigonometric.ts";

Deno.test("shiftedCosine() moves the log-SNR by 2 ln(reference/resolution)", () => {
  for (const t of [1e-6, 0.2, 0.7]) {
    const shift = shiftedCosine({ resolution: 512 }).at(t).logSnr - trigonometric().at(t).logSnr;
    assertAlmostEquals(shift, 2 * Math.log(64 / 512), 1e-13);
  }
});

Deno.test("shiftedCosine() at its reference is the trigonometric schedule", () => {
  const level = shiftedCosine({ resolution: 64 }).at(0.3), plain = trigonometric().at(0.3);
  for (const key of ["alpha", "sigma", "dSigma", "d2LogSnr"] as const) {
    assertAlmostEquals(level[key], plain[key], 1e-13);
  }
  assertEquals(shiftedCosine({ resolution: 64 }).name, "shifted cosine (64/64)");
});

Deno.test("shiftedCosine() refuses resolutions that are not positive", () => {
  assertThrows(() => shiftedCosine({ resolution: 0 }), RangeError, "resolution must be greater than 0, got 0");
});
