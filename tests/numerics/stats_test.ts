import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { Random } from "../../lib/numerics/random.ts";
import {
  bootstrap,
  bootstrapRows,
  comparePaired,
  fitSlope,
  holm,
  mean,
  meanInterval,
  pairedStudentTest,
  quantile,
  variance,
} from "../../lib/numerics/stats.ts";

Deno.test("mean(), variance() and quantile() agree with hand counts", () => {
  assertEquals(mean([1, 2, 6]), 3);
  assertEquals(variance([1, 2, 6]), 7);
  assertEquals(quantile([6, 1, 2], 0.5), 2);
  assertEquals(quantile([0, 10], 0.25), 2.5);
  assertThrows(() => mean([]), RangeError, "number of values must be at least 1");
});

Deno.test("variance() does not cancel far from zero", () => {
  assertAlmostEquals(variance([1e9 + 1, 1e9 + 2, 1e9 + 3]), 1, 1e-12);
});

Deno.test("bootstrap() holds the mean of skewed data in 92–98 % of 300 repetitions", () => {
  let held = 0;
  for (let r = 0; r < 300; r++) {
    const samples = new Random(r, "coverage").uniforms(60).map((u) => -Math.log(u));
    const { low, high } = bootstrap(samples, mean, { resamples: 600, seed: r });
    if (low <= 1 && 1 <= high) held++;
  }
  assert(held / 300 >= 0.92 && held / 300 <= 0.98, `coverage ${held / 300}`);
});

Deno.test("bootstrap() is a function of its seed", () => {
  const samples = new Random(0, "s").normals(30);
  assertEquals(bootstrap(samples), bootstrap(samples));
  assert(bootstrap(samples).low !== bootstrap(samples, mean, { seed: 1 }).low);
});

Deno.test("bootstrap() of the mean has the bits that any other statistic of the same sums has", () => {
  const random = new Random(3, "skewed");
  for (const n of [2, 3, 7, 199, 201, 256, 2200]) {
    const values = random.fork(n).normals(n).map((value) => Math.exp(3 * value));
    // 2,200 rows are too many to keep; 1,998 resamples are no multiple of four.
    for (const resamples of [10, 1998]) {
      const options = { resamples, seed: n };
      assertEquals(bootstrap(values, undefined, options), bootstrap(values, (each) => mean(each), options));
    }
  }
});

Deno.test("bootstrapRows() of a constant gives an interval of no width", () => {
  const interval = bootstrapRows(5, () => 2);
  assertEquals([interval.low, interval.value, interval.high], [2, 2, 2]);
});

Deno.test("fitSlope() finds a line exactly and states Student's interval of a noisy one", () => {
  const x = [0, 1, 2, 3];
  const exact = fitSlope(x, x.map((v) => 2 - 3 * v));
  assertAlmostEquals(exact.slope.value, -3, 1e-14);
  assertAlmostEquals(exact.intercept, 2, 1e-14);
  // By hand: Σ(x−x̄)² = 5, residual sum of squares 3.2 on 2 degrees of freedom, t = 4.3027.
  const noisy = fitSlope(x, [1, -1, 1, -1]);
  assertAlmostEquals(noisy.slope.value, -0.4, 1e-14);
  assertAlmostEquals(noisy.slope.high - noisy.slope.value, 4.302652729749464 * Math.sqrt(3.2 / 2 / 5), 1e-9);
  assertThrows(() => fitSlope([1, 1, 1], [0, 1, 2]), RangeError, "all x are equal");
});

Deno.test("fitSlope() covers the true slope in 92–98 % of 400 repetitions", () => {
  const x = Float64Array.from({ length: 8 }, (_, i) => i);
  let held = 0;
  for (let r = 0; r < 400; r++) {
    const noise = new Random(r, "slope").normals(8);
    const { slope } = fitSlope(x, x.map((v, i) => v + noise[i]));
    if (slope.low <= 1 && 1 <= slope.high) held++;
  }
  assert(held / 400 >= 0.92 && held / 400 <= 0.98, `coverage ${held / 400}`);
});

Deno.test("meanInterval() is Student's", () => {
  const { value, low, high } = meanInterval([1, 2, 3, 4]);
  assertEquals(value, 2.5);
  assertAlmostEquals(value - low, high - value, 1e-12);
  assertAlmostEquals(high - value, 3.182446305284263 * Math.sqrt(5 / 3 / 4), 1e-9);
});

Deno.test("comparePaired() is exact for few pairs and tells noise from a shift", () => {
  const shift = comparePaired([2, 3, 4, 5], [1, 2, 3, 4]);
  assertEquals(shift.difference.value, 1);
  assertEquals(shift.pValue, 2 / 16);
  const z = new Random(1, "pairs").normals(40);
  const noise = comparePaired(z.subarray(0, 20), z.subarray(20));
  assert(!noise.distinguishable && noise.pValue > 0.05);
  assertThrows(() => comparePaired([1, 2, 3], [1, 2]), TypeError, "b must have length 3, got 2");
});

Deno.test("comparePaired() rejects a true null in about 5 % of 400 repetitions", () => {
  let rejected = 0;
  for (let r = 0; r < 400; r++) {
    const z = new Random(r, "null").normals(20);
    if (comparePaired(z.subarray(0, 10), z.subarray(10)).pValue <= 0.05) rejected++;
  }
  assert(rejected / 400 > 0.02 && rejected / 400 < 0.08, `rejected ${rejected / 400}`);
});

Deno.test("pairedStudentTest() is 0.05 where Student's interval ends at 0", () => {
  const differences = [1, 2, 4], { low } = meanInterval(differences);
  assertAlmostEquals(pairedStudentTest(differences.map((value) => value - low)), 0.05, 1e-9);
  assertEquals([pairedStudentTest([0, 0]), pairedStudentTest([1, -1]), pairedStudentTest([2, 2])], [1, 1, 0]);
  assertThrows(() => pairedStudentTest([1]), RangeError, "number of values");
});

Deno.test("holm() steps down and stays monotone", () => {
  assertEquals([...holm([0.01, 0.04, 0.03])].map((p) => +p.toFixed(12)), [0.03, 0.06, 0.06]);
  assertEquals([...holm([0.9, 0.8])], [1, 1]);
});

Deno.test("statistics refuse a NaN by its index wherever they sort, count or make an interval", () => {
  const bad = [1, 2, NaN, 4], good = [1, 2, 3, 4];
  const cases: [() => unknown, string][] = [
    [() => quantile([5, NaN, 1, 2], 0.5), "Cannot take a quantile: values[1] must be"],
    [() => bootstrap(bad), "Cannot bootstrap: samples[2] must be finite, got NaN"],
    [() => meanInterval(bad), "Cannot take an interval: values[2] must be finite, got NaN"],
    [() => fitSlope(good, bad), "Cannot fit a slope: y[2] must be finite, got NaN"],
    [() => fitSlope(bad, good), "Cannot fit a slope: x[2] must be finite, got NaN"],
    [() => comparePaired(bad, good), "Cannot compare pairs: a[2] must be finite, got NaN"],
    [() => comparePaired(good, bad), "Cannot compare pairs: b[2] must be finite, got NaN"],
    [() => comparePaired([...good, ...good, ...good, ...good, ...good].with(19, Infinity), Array(20).fill(0)), "a[19]"],
    [() => pairedStudentTest(bad), "Cannot test differences: differences[2] must be finite, got NaN"],
    [() => holm([0.5, NaN, 0.01]), "pValues[1]"],
    [() => bootstrapRows(4, () => NaN), "the statistic of the samples must be a finite number, got NaN"],
    // Drawn without the last row, this statistic is 1/0.
    [
      () => bootstrapRows(4, (rows) => 1 / rows.filter((row) => row === 3).length),
      "Cannot bootstrap: the statistics of resamples[",
    ],
  ];
  for (const [make, message] of cases) assertThrows(make, RangeError, message);
  assertEquals([mean(bad), variance(bad)], [NaN, NaN]);
});

Deno.test("quantile() takes infinities as the largest and the smallest values", () => {
  assertEquals(quantile([Infinity, 1, 2, -Infinity, Infinity], 0.5), 2);
  assertEquals([quantile([Infinity, Infinity, 0], 0.75), quantile([0, Infinity], 0.5)], [Infinity, Infinity]);
  assertEquals([quantile([-Infinity, 0], 0.5), quantile([-Infinity, -Infinity], 0.3)], [-Infinity, -Infinity]);
});
