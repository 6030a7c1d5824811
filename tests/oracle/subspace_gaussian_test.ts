import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { Random } from "../../lib/numerics/random.ts";
import { subspaceGaussian } from "../../lib/oracle/mod.ts";
import { linear } from "../../lib/schedules/linear.ts";

Deno.test("subspaceGaussian() draws lie in the subspace with its variances", () => {
  const basis = Float64Array.of(1, 1, 0, 0, 1, -1), n = 20_000;
  const x = subspaceGaussian({ dimension: 3, basis, variance: [4, 1] }).sampleData(n, new Random(0, "x"));
  // Orthonormal: (1, 1, 0)/√2 and the rest of (0, 1, −1), which is (−1, 1, −2)/√6; (1, −1, −1) is orthogonal to both.
  let first = 0, second = 0, off = 0;
  for (let i = 0; i < 3 * n; i += 3) {
    first += (x[i] + x[i + 1]) ** 2 / 2;
    second += (-x[i] + x[i + 1] - 2 * x[i + 2]) ** 2 / 6;
    off = Math.max(off, Math.abs(x[i] - x[i + 1] - x[i + 2]));
  }
  assertAlmostEquals(first / n, 4, 0.15);
  assertAlmostEquals(second / n, 1, 0.04);
  assertAlmostEquals(off, 0, 1e-14);
});

Deno.test("subspaceGaussian() moves at √(d − k) σ′/σ near 0", () => {
  const dimension = 100, oracle = subspaceGaussian({ dimension, basis: new Random(1, "b").normals(20 * dimension) });
  const level = linear().at(1e-8), x = oracle.sample(200, level, new Random(2, "x")), dEps = oracle.dEps(x, level);
  let sum = 0;
  for (let row = 0; row < 200; row++) {
    sum += Math.sqrt(dEps.subarray(row * dimension, (row + 1) * dimension).reduce((s, v) => s + v * v, 0));
  }
  assertAlmostEquals(sum / 200 / (Math.sqrt(80) * level.dSigma / level.sigma), 1, 0.02);
});

Deno.test("subspaceGaussian() refuses what is no subspace", () => {
  const make = (basis: Float64Array, variance?: number | number[]) => () =>
    subspaceGaussian({ dimension: 2, basis, variance });
  assertThrows(make(Float64Array.of(1, 0, 0, 1)), RangeError, "number of basis vectors must be in [1, 1], got 2");
  assertThrows(make(Float64Array.of(0, 0)), RangeError, "basis vector 0 depends on those before it");
  assertThrows(make(Float64Array.of(1, 0), 0), RangeError, "variance[0] must be greater than 0, got 0");
  assertThrows(make(Float64Array.of(1, 0), [1, 2]), TypeError, "variance must have length 1, got 2");
  const oracle = make(Float64Array.of(1, 0))();
  assert(oracle.singular);
  assertThrows(() => oracle.eps(new Float64Array(2), linear().at(0)), RangeError, "sigma must be greater than 0");
  assertEquals(oracle.name, "subspace Gaussian");
});
