import { assertAlmostEquals } from "../assert.ts";
import { Terms } from "../../lib/oracle/terms.ts";

Deno.test("Terms sums a quantity of one component, and its derivative, whatever the reference", () => {
  const x = Float64Array.of(9, 0.7), mean = 0.4, variance = Float64Array.of(0.2);
  const level = (h: number) => ({ alpha: 0.8 - 0.3 * h, sigma: 0.6 + 0.5 * h });
  const motion = { dAlpha: -0.3, dSigma: 0.5 };
  // σ (x − αμ)/s.
  const eps = (h: number) => {
    const { alpha, sigma } = level(h);
    return sigma * (x[1] - alpha * mean) / (alpha * alpha * variance[0] + sigma * sigma);
  };
  for (const reference of [0.4, -1]) {
    for (const [moved, expected] of [[undefined, eps(0)], [motion, (eps(1e-5) - eps(-1e-5)) / 2e-5]] as const) {
      const terms = new Terms("eps", level(0), moved, variance), value = new Float64Array(2);
      terms.clear();
      value[1] = terms.add(0, 1, 0) * (mean - reference);
      terms.finish(value, x, 1, Float64Array.of(reference), true);
      assertAlmostEquals(value[1], expected, 1e-9);
      // What is there is added to, or replaced.
      terms.finish(value, x, 1, Float64Array.of(mean), false);
      assertAlmostEquals(value[1], expected, 1e-9);
    }
  }
});
