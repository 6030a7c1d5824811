import { flowSlopes, levelOfLogSnr } from "../../lib/advice/flow_slope.ts";
import { adviceSubject } from "../../lib/advice/subject.ts";
import { gaussian } from "../../lib/oracle/gaussian.ts";
import { isotropicMixture } from "../../lib/oracle/isotropic_mixture.ts";
import { assert, assertAlmostEquals } from "../assert.ts";

/** On N(0, diag m) the flow stretches direction i by ½ d ln v_i/dλ, v = 1 + u (m − 1), u = α², du/dλ = u (1 − u). */
const byHand = (m: readonly number[], logSnr: number): number => {
  const u = 1 / (1 + Math.exp(-logSnr));
  return Math.max(...m.map((each) => (u * (1 - u) * (each - 1) / (1 + u * (each - 1)) / 2) ** 2));
};

const diagonal = (m: readonly number[]) => {
  const covariance = new Float64Array(m.length ** 2);
  m.forEach((each, i) => covariance[i * (m.length + 1)] = each);
  return adviceSubject(gaussian({ mean: new Float64Array(m.length), covariance }));
};

Deno.test("levelOfLogSnr() preserves variance and is the level of its λ", () => {
  for (const logSnr of [-30, -3, 0, 8, 40]) {
    const { alpha, sigma } = levelOfLogSnr(logSnr);
    assertAlmostEquals(alpha ** 2 + sigma ** 2, 1, 1e-15);
    assertAlmostEquals(2 * Math.log(alpha / sigma), logSnr, 1e-10);
  }
});

Deno.test("flowSlopes() is the closed form on Gaussians, by the whole Jacobian in few dimensions", async () => {
  for (const m of [[4], [9, 0.1], [1, 1, 0.02, 5]]) {
    const slopes = flowSlopes(diagonal(m), levelOfLogSnr, 5, 1);
    for (const logSnr of [-6, -1, 2, 9]) {
      for (const slope of await slopes(logSnr)) assertAlmostEquals(slope / byHand(m, logSnr), 1, 1e-9);
    }
  }
});

Deno.test("flowSlopes() finds the largest stretch by power iteration in many dimensions", async () => {
  // The largest stretch is three times the next: after 12 steps what is left of the others is below 1e-4.
  const m = [0.01, ...Array.from({ length: 11 }, (_, i) => 0.6 + 0.02 * i)];
  const slopes = flowSlopes(diagonal(m), levelOfLogSnr, 6, 2);
  for (const logSnr of [1, 4]) {
    for (const slope of await slopes(logSnr)) assertAlmostEquals(slope / byHand(m, logSnr), 1, 1e-4);
  }
});

Deno.test("flowSlopes() stands on the same data and noise at every level", async () => {
  const law = isotropicMixture({ dimension: 1, means: Float64Array.of(-1, 1), variance: 0.01 });
  const slopes = flowSlopes(adviceSubject(law), levelOfLogSnr, 40, 3),
    again = flowSlopes(adviceSubject(law), levelOfLogSnr, 40, 3);
  assert((await slopes(2)).every((value, i, all) => value >= 0 && all.length === 40 && i < 40));
  const first = await slopes(0.5);
  await slopes(3);
  const second = await again(0.5);
  first.forEach((value, i) => assertAlmostEquals(value, second[i], 0));
});
