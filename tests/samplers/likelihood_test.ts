import { Random } from "../../lib/numerics/random.ts";
import { mean } from "../../lib/numerics/stats.ts";
import { gaussian } from "../../lib/oracle/gaussian.ts";
import { isotropicMixture } from "../../lib/oracle/isotropic_mixture.ts";
import type { Oracle } from "../../lib/oracle/oracle.ts";
import { oraclePredictor } from "../../lib/samplers/exact_samples.ts";
import { float64Space } from "../../lib/samplers/float64_space.ts";
import {
  bitsPerDimension,
  exactTrace,
  hutchinsonTrace,
  type JacobianProduct,
  logLikelihood,
} from "../../lib/samplers/likelihood.ts";
import { schedulePath } from "../../lib/samplers/noise_path.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "../assert.ts";

const path = schedulePath(linear());
const oracles = {
  Gaussian: gaussian({ mean: Float64Array.of(0.3, -0.1), covariance: Float64Array.of(0.5, 0.2, 0.2, 0.3) }),
  mixture: isotropicMixture({ dimension: 2, means: Float64Array.of(-0.8, 0, 0.7, 0.4), variance: [0.05, 0.1] }),
};
const product = (oracle: Oracle): JacobianProduct<Float64Array> => (x, time, w) =>
  oracle.jvp("eps", x, path.at(time), w);

for (const [name, oracle] of Object.entries(oracles)) {
  const x = oracle.sampleData(5, new Random(1, "data")), space = float64Space(0, 2);
  const options = { space, x, dimension: 2, path, from: 1e-5, relative: 1e-6, absolute: 1e-6 };

  const trace = exactTrace(product(oracle), 2), predict = oraclePredictor(oracle, path);
  const bits = (x: Float64Array) => bitsPerDimension(oracle.logDensity(x, { alpha: 1, sigma: 0 }), 2);

  Deno.test(`logLikelihood() gives the exact bits of every sample of a ${name} from the exact prior`, async () => {
    const prior = (end: Float64Array) => oracle.logDensity(end, path.at(1));
    const found = bitsPerDimension(await logLikelihood(predict, { ...options, trace, prior }), 2);
    found.forEach((value, i) => assertAlmostEquals(value, bits(x)[i], 1e-4));
  });

  Deno.test(`logLikelihood() gives the bits per dimension of a ${name} from the standard prior`, async () => {
    // α(1) = 0.0066 is left of the data: a sample's bits are off by some 2e-3, their mean by far less.
    const many = oracle.sampleData(300, new Random(2, "data"));
    const found = bitsPerDimension(await logLikelihood(predict, { ...options, x: many, trace }), 2);
    assertAlmostEquals(mean(found), mean(bits(many)), 5e-4);
  });

  Deno.test(`logLikelihood() by Hutchinson's estimate is right on average for a ${name}`, async () => {
    const trace = hutchinsonTrace(product(oracle), { space, dimension: 2, probes: 200 });
    const log = await logLikelihood(oraclePredictor(oracle, path), {
      ...options,
      trace,
      relative: 1e-3,
      absolute: 1e-3,
    });
    // 1000 probes in all, each of a standard deviation of half a nat.
    assertAlmostEquals(mean(log), mean(oracle.logDensity(x, { alpha: 1, sigma: 0 })), 0.06);
  });
}

Deno.test("exactTrace() and hutchinsonTrace() take the trace of every row, of a multiple of the identity by one probe", async () => {
  // J = diag(1, 2, 3) with 5 above the diagonal.
  const jacobian: JacobianProduct<Float64Array> = (_x, _time, w) =>
    w.map((value, i) => (i % 3 + 1) * value + (i % 3 < 2 ? 5 * w[i + 1] : 0));
  const x = new Float64Array(6);
  assertEquals(await exactTrace(jacobian, 3)(x, 0.5), Float64Array.of(6, 6));
  const estimate = hutchinsonTrace(jacobian, { space: float64Space(0, 3), dimension: 3, probes: 4000 });
  (await estimate(x, 0.5)).forEach((value) => assertAlmostEquals(value, 6, 0.3));
  assertEquals(await estimate(x, 0.5), await estimate(x, 0.1));
  const single = hutchinsonTrace((_x, _time, w: Float64Array) => w.map((value) => 5 * value), {
    space: float64Space(0, 3),
    dimension: 3,
  });
  (await single(x, 0.5)).forEach((value) => assertAlmostEquals(value, 15, 1e-13));
});

Deno.test("bitsPerDimension() counts bits of bins", () => {
  // Uniform on [−1, 1]^4 in 256 bins: 8 bits, whatever the dimension.
  const log = Float64Array.of(-4 * Math.log(2));
  assertAlmostEquals(bitsPerDimension(log, 4, 2 / 256)[0], 8, 1e-14);
  assertAlmostEquals(bitsPerDimension(log, 4)[0], 1, 1e-14);
  assertThrows(() => bitsPerDimension(log, 0), RangeError, "dimension");
  assertThrows(() => bitsPerDimension(log, 4, 0), RangeError, "binWidth");
});

Deno.test("logLikelihood() says what it cannot do", async () => {
  const { rowDots: _rowDots, ...space } = float64Space(0, 2);
  const trace = () => new Float64Array(1), predict = (x: Float64Array) => x.slice();
  await assertRejects(
    () => logLikelihood(predict, { space, x: new Float64Array(2), dimension: 2, trace, path }),
    TypeError,
    "no inner products",
  );
  assertThrows(() => hutchinsonTrace((x) => x, { space, dimension: 2 }), TypeError, "no inner products");
  assertThrows(() => hutchinsonTrace((x) => x, { space: float64Space(), dimension: 0 }), RangeError, "dimension");
  assertThrows(
    () => hutchinsonTrace((x) => x, { space: float64Space(), dimension: 2, probes: 0 }),
    RangeError,
    "probes",
  );
});
