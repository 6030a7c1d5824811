import { assertAlmostEquals } from "../assert.ts";
import { NoisyGaussian } from "../../lib/oracle/gaussian_component.ts";
import { RULES } from "../../lib/oracle/parameterisation.ts";

const level = { alpha: 0.8, sigma: 0.6, dAlpha: -0.3, dSigma: 0.4 };

Deno.test("NoisyGaussian treats directions and the rest alike", () => {
  // diag(2, 0.5, 0.5) as one direction and the rest, and as three directions.
  const mean = Float64Array.of(1, 2, 3), x = Float64Array.of(0.5, 0, -1), dx = Float64Array.of(1, -1, 2);
  const short = { mean, basis: Float64Array.of(1, 0, 0), variances: Float64Array.of(2), rest: 0.5 };
  const long = {
    mean,
    basis: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
    variances: Float64Array.of(2, 0.5, 0.5),
    rest: 0,
  };
  const [a, b] = [short, long].map((component) => {
    const noisy = new NoisyGaussian(component, level, RULES.v), out = new Float64Array(6);
    const log = noisy.place(x, 0), rate = noisy.move(dx, 0);
    noisy.addValue(0.7, out, 0);
    noisy.addDerivative(0.7, 0.2, out, 3);
    return [log, rate, ...out];
  });
  a.forEach((value, i) => assertAlmostEquals(value, b[i], 1e-14));
});

Deno.test("NoisyGaussian.place() gives the log-density", () => {
  const none = new Float64Array(0),
    noisy = new NoisyGaussian(
      { mean: Float64Array.of(0), basis: none, variances: none, rest: 1 },
      level,
      RULES.eps,
    );
  // α² + σ² = 1: a standard normal at 2.
  assertAlmostEquals(noisy.place(Float64Array.of(2), 0), -2 - Math.log(2 * Math.PI) / 2, 1e-15);
});
