import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { densityCoverage, precisionRecall } from "../../lib/metrics/precision_recall.ts";
import { Random } from "../../lib/numerics/random.ts";

const real = Float64Array.of(0, 1, 2, 10, 11, 12), generated = Float64Array.of(0.5, 1.5, 50, 51);

Deno.test("precisionRecall() counts by hand", () => {
  // Real balls with k = 1 have radius 1; generated balls too: [−0.5, 1.5], [0.5, 2.5] and around 50.
  const { precision, recall, fScore } = precisionRecall(generated, real, 1, { k: 1 });
  assertEquals([precision.value, precision.n, recall.value, recall.n], [0.5, 4, 0.5, 6]);
  assertEquals(fScore, 0.5);
  // Wilson's interval of 2 in 4.
  assertAlmostEquals(precision.low, 0.15, 1e-2);
  assertAlmostEquals(precision.high, 0.85, 1e-2);
});

Deno.test("densityCoverage() counts by hand", () => {
  // 0.5 lies in the balls of 0 and 1, 1.5 in those of 1 and 2; three real balls are hit.
  const { density, coverage } = densityCoverage(generated, real, 1, { k: 1 });
  assertEquals([density.value, density.n, coverage.value, coverage.n], [1, 4, 0.5, 6]);
});

Deno.test("precisionRecall() and densityCoverage() are near 1 for equal distributions and 0 for separate ones", () => {
  const d = 4, [a, b] = ["a", "b"].map((name) => new Random(1, name).normals(500 * d));
  const same = precisionRecall(a, b, d), dense = densityCoverage(a, b, d);
  assert(same.precision.value > 0.7 && same.recall.value > 0.7 && dense.coverage.value > 0.9);
  assert(dense.density.low < 1 && dense.density.high > 0.9);
  const apart = precisionRecall(a.map((value) => value + 100), b, d);
  assertEquals([apart.precision.value, apart.recall.value, apart.fScore], [0, 0, 0]);
});

Deno.test("precisionRecall() and densityCoverage() name what is wrong", () => {
  assertThrows(() => precisionRecall(generated, real, 1, { k: 4 }), RangeError, "k for the 4 samples of generated");
  assertThrows(
    () => densityCoverage(generated, Float64Array.of(1, NaN), 1, { k: 1 }),
    RangeError,
    "real must be finite",
  );
  assertThrows(() => precisionRecall(generated, real, 4), TypeError, "real must hold rows of dimension 4");
});

Deno.test("precisionRecall() and densityCoverage() do not change under a shift of up to 1e9, or with the scale", () => {
  const d = 4, n = 400, a = new Random(4, "generated").normals(n * d), b = new Random(4, "real").normals(n * d);
  // On a grid of 2^-20 every shift below is exact: nothing may change at all.
  const [x, y] = [a.map((v) => 0.3 + 1.2 * v), b].map((set) => set.map((v) => Math.round(v * 2 ** 20) / 2 ** 20));
  const [shares, densities] = [precisionRecall(x, y, d), densityCoverage(x, y, d)];
  for (const shift of [1e3, -1e7, 1e8, 1e9]) {
    const [u, v] = [x, y].map((set) => set.map((value) => value + shift));
    assertEquals([precisionRecall(u, v, d), densityCoverage(u, v, d)], [shares, densities], `shift ${shift}`);
  }
  for (const scale of [2 ** -600, 2 ** 600]) {
    const [u, v] = [x, y].map((set) => set.map((value) => value * scale));
    assertEquals([precisionRecall(u, v, d), densityCoverage(u, v, d)], [shares, densities], `scale ${scale}`);
  }
});

Deno.test("densityCoverage() leaves out a ball's surface, as Naeem et al.'s code does", () => {
  // On the integers with k = 2 every inner ball has radius 1: a generated integer lies in its own ball alone.
  const real = Float64Array.from({ length: 9 }, (_, i) => i), generated = Float64Array.of(3, 4, 5);
  const { density, coverage } = densityCoverage(generated, real, 1, { k: 2 });
  assertEquals([density.value, coverage.value], [1 / 2, 3 / 9]);
  // Of duplicates the radius is 0, and an open ball of radius 0 is empty.
  const twice = densityCoverage(Float64Array.of(1, 1), Float64Array.of(1, 1, 1), 1, { k: 1 });
  assertEquals([twice.density.value, twice.coverage.value], [0, 0]);
  assertEquals(precisionRecall(Float64Array.of(1, 1), Float64Array.of(1, 1, 1), 1, { k: 1 }).precision.value, 1);
});
