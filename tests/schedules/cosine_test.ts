import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { cosine } from "../../lib/schedules/cosine.ts";
import { trigonometric } from "../../lib/schedules/trigonometric.ts";

Deno.test("cosine() is Nichol & Dhariwal's ᾱ", () => {
  const f = (t: number) => Math.cos((t + 0.008) / 1.008 * Math.PI / 2) ** 2;
  for (const t of [0.1, 0.5, 0.9]) assertAlmostEquals(cosine().at(t).alpha ** 2, f(t) / f(0), 1e-15);
});

Deno.test("cosine() falls per step at 0 as measured: -2.06e-5 with the offset, -1.2e-6 without", () => {
  const fall = (offset: number) => cosine(offset).at(1 / 1000).alpha - 1;
  assertAlmostEquals(fall(0.008), -2.06e-5, 1e-7);
  assertAlmostEquals(fall(0), -1.2e-6, 5e-8);
});

Deno.test("cosine() without offset is the trigonometric schedule", () => {
  assertEquals(cosine(0).at(0.3), trigonometric().at(0.3));
  assertEquals([cosine(0).name, cosine(0).origin.alphaSlope], ["cosine (s = 0)", 0]);
});

Deno.test("cosine() refuses offsets outside [0, 1)", () => {
  assertThrows(() => cosine(-0.1), RangeError, "offset must be in");
  assertThrows(() => cosine(1), RangeError, "got 1");
});
