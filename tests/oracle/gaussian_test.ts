import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { Random } from "../../lib/numerics/random.ts";
import { gaussian } from "../../lib/oracle/mod.ts";
import { cosine } from "../../lib/schedules/cosine.ts";
import { linear } from "../../lib/schedules/linear.ts";

Deno.test("gaussian() of N(0, I) is the paper's simplest case: ε* = σ x and its derivative σ′ x", () => {
  const oracle = gaussian({ mean: new Float64Array(3) }), x = new Random(0, "x").normals(6);
  for (const schedule of [linear(), cosine()]) {
    for (const t of [1e-8, 0.3]) {
      const level = schedule.at(t);
      oracle.eps(x, level).forEach((value, i) => assertAlmostEquals(value, level.sigma * x[i], 1e-15));
      oracle.dEps(x, level).forEach((v, i) => assertAlmostEquals(v, level.dSigma * x[i], 1e-12 * level.dSigma));
    }
  }
});

Deno.test("gaussian() takes a variance or a covariance for the same thing", () => {
  const mean = Float64Array.of(1, -2), x = Float64Array.of(0.3, 0.4), level = linear().at(0.2);
  const scalar = gaussian({ mean, covariance: 0.5 }).evaluate("v", x, level);
  const matrix = gaussian({ mean, covariance: Float64Array.of(0.5, 0, 0, 0.5) }).evaluate("v", x, level);
  scalar.value.forEach((value, i) => assertAlmostEquals(value, matrix.value[i], 1e-15));
  assertAlmostEquals(scalar.logDensity[0], matrix.logDensity[0], 1e-14);
});

Deno.test("gaussian() draws its covariance", () => {
  const covariance = Float64Array.of(2, 0.9, 0.9, 1), n = 40_000;
  const x = gaussian({ mean: Float64Array.of(5, 0), covariance }).sampleData(n, new Random(1, "x"));
  const moment = (i: number, j: number) => {
    let sum = 0;
    for (let row = 0; row < n; row++) sum += (x[2 * row + i] - [5, 0][i]) * (x[2 * row + j] - [5, 0][j]);
    return sum / n;
  };
  for (const [i, j] of [[0, 0], [0, 1], [1, 1]]) assertAlmostEquals(moment(i, j), covariance[2 * i + j], 0.06);
});

Deno.test("gaussian() refuses what is no covariance", () => {
  const mean = new Float64Array(2);
  const make = (covariance: Float64Array | number) => () => gaussian({ mean, covariance });
  assertThrows(make(Float64Array.of(1, 2, 2, 1)), RangeError, "covariances[0] must be positive definite");
  assertThrows(make(Float64Array.of(1, 2, 0, 1)), RangeError, "covariances[0] is not symmetric");
  assertThrows(make(new Float64Array(3)), TypeError, "covariances[0] must have length 4, got 3");
  assertThrows(make(0), RangeError, "covariance must be greater than 0, got 0");
  assertThrows(() => gaussian({ mean: new Float64Array(0) }), RangeError, "mean.length must be at least 1");
  assert(!gaussian({ mean }).singular);
  assertEquals(gaussian({ mean }).dimension, 2);
});
