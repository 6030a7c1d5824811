import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { quadratic } from "../../lib/schedules/quadratic.ts";
import { scaledLinear } from "../../lib/schedules/scaled_linear.ts";

Deno.test("scaledLinear() ends where Stable Diffusion's ᾱ does", () => {
  // diffusers: alphas_cumprod[-1] = 0.0047 for scaled_linear from 0.00085 to 0.012.
  assertAlmostEquals(scaledLinear().at(1).alpha ** 2, 0.0047, 1e-4);
});

Deno.test("scaledLinear() is the quadratic schedule of its own rates", () => {
  const range = { betaMin: 1, betaMax: 2 };
  assertEquals(scaledLinear(range).at(0.3), quadratic(range).at(0.3));
  assertThrows(() => scaledLinear({ betaMin: 0 }), RangeError, "Cannot make a scaled linear schedule: betaMin");
});
