import { eulerWalk } from "../../lib/advice/velocity_walk.ts";
import { assertAlmostEquals, assertThrows } from "../assert.ts";

Deno.test("eulerWalk() takes Euler's steps, in either direction", () => {
  const x = eulerWalk((x, t) => x.map((value) => value * t), { start: Float64Array.of(1, 2), times: [1, 0.5, 0] });
  assertAlmostEquals(x[0], (1 - 0.5) * (1 - 0.25), 1e-15);
  const back = eulerWalk(() => Float64Array.of(1, 1), { start: x, times: [0, 2] });
  assertAlmostEquals(back[1] - x[1], 2, 1e-15);
});

Deno.test("eulerWalk() refuses a single time and a velocity of another length", () => {
  const start = Float64Array.of(1);
  assertThrows(() => eulerWalk((x) => x, { start, times: [1] }), RangeError, "times.length");
  assertThrows(() => eulerWalk(() => new Float64Array(2), { start, times: [1, 0] }), TypeError, "the velocity");
});
