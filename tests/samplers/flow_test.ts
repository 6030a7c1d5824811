import { estimateSlope, levelAtHalfLogSnr, logSnrRange } from "../../lib/samplers/flow.ts";
import { assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "../assert.ts";
import { idealPredictor } from "./linear_world.ts";
import { path, space } from "./mixture_world.ts";

Deno.test("logSnrRange() gives the ends of a walk in half log-SNR", () => {
  assertEquals(logSnrRange("walk", path, 0.9, 0.1), [path.at(0.9).logSnr / 2, path.at(0.1).logSnr / 2]);
  assertThrows(
    () => logSnrRange("walk", path, 0.5, 0.5),
    RangeError,
    "Cannot walk: from and to must differ, both are 0.5",
  );
});

Deno.test("levelAtHalfLogSnr() inverts the path and stays within its ends", () => {
  for (const [from, to] of [[0.9, 0.1], [0.1, 0.9]]) {
    const levelAt = levelAtHalfLogSnr(path, from, to), ell = (time: number) => path.at(time).logSnr / 2;
    assertAlmostEquals(levelAt(ell(0.4)).time, 0.4, 1e-12);
    assertEquals(levelAt(ell(0.9) - 1e-9).time, 0.9);
    assertEquals(levelAt(ell(0.1) + 1e-9).time, 0.1);
  }
});

Deno.test("estimateSlope() is the speed of a path that keeps its quantile", async () => {
  // Gaussian data: x(ℓ) ∝ √(α² s² + σ²).
  const dataVariance = 0.3, from = 0.9, to = 0.1, x = Float64Array.of(1, -2);
  const slope = estimateSlope("walk", idealPredictor(path, dataVariance), space, path, from, to);
  const levelAt = levelAtHalfLogSnr(path, from, to), half = path.at(0.4).logSnr / 2, step = 1e-4;
  const logWidth = (ell: number) => Math.log(levelAt(ell).alpha ** 2 * dataVariance + levelAt(ell).sigma ** 2) / 2;
  const rate = (logWidth(half + step) - logWidth(half - step)) / (2 * step);
  (await slope(x, half, 1)).forEach((value, i) => assertAlmostEquals(value, rate * x[i], 1e-7));
});

Deno.test("estimateSlope() names the time of a bad prediction, and what the network was told", async () => {
  const predict = Object.assign(() => Float64Array.of(NaN, 0), { condition: () => 7 });
  const slope = estimateSlope("walk", predict, space, path, 0.9, 0.1);
  await assertRejects(
    () => slope(Float64Array.of(1, 2), path.at(0.9).logSnr / 2, 3),
    RangeError,
    "Cannot walk at step 3, time 0.9 told as 7: prediction[0] must be finite, got NaN",
  );
});
