import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "../assert.ts";
import { mergeMoments, MomentAccumulator, type MomentPart, momentsOf, SLICE_ROWS } from "../../lib/metrics/moments.ts";
import { Random } from "../../lib/numerics/random.ts";

const d = 6, n = 3 * SLICE_ROWS + 77;
const features = new Random(1, "features").normals(n * d).map((value, k) => 5 + (1 + k % d) * value);
const whole = await momentsOf(features, d, { features: "coordinates" });

Deno.test("momentsOf() agrees with two plain passes", () => {
  const mean = new Float64Array(d);
  for (let k = 0; k < n * d; k++) mean[k % d] += features[k] / n;
  for (let i = 0; i < d; i++) {
    assertAlmostEquals(whole.mean[i], mean[i], 1e-13);
    for (let j = 0; j < d; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += (features[k * d + i] - mean[i]) * (features[k * d + j] - mean[j]);
      assertAlmostEquals(whole.covariance[i * d + j], sum / (n - 1), 1e-11);
    }
  }
  assertEquals([whole.n, whole.dimension, whole.features], [n, d, "coordinates"]);
});

Deno.test("MomentAccumulator gives the same bytes for every batch size and number of workers", async () => {
  for (const [batch, workers] of [[1, 0], [37, 0], [1024, 0], [n, 1], [500, 3]]) {
    const accumulator = new MomentAccumulator(d, { workers, features: "coordinates" });
    for (let at = 0; at < n; at += batch) await accumulator.push(features.subarray(at * d, (at + batch) * d));
    assertEquals(accumulator.n, n);
    assertEquals(await accumulator.finish(), whole);
  }
});

Deno.test("mergeMoments() gives the same bytes however the slices were shared out", async () => {
  for (const owners of [[[0], [1], [2], [3]], [[2, 3], [0, 1]], [[1, 2, 3], [0]]]) {
    const parts: MomentPart[] = [];
    for (const slices of owners) {
      const accumulator = new MomentAccumulator(d, { firstSlice: slices[0] });
      const [from, to] = [slices[0], slices.at(-1)! + 1].map((slice) => slice * SLICE_ROWS * d);
      await accumulator.push(features.subarray(from, to));
      parts.push(...await accumulator.parts());
    }
    assertEquals(mergeMoments(parts, "coordinates"), whole);
    assertThrows(() => mergeMoments([...parts, parts[0]]), RangeError, "is counted twice");
  }
  const other = await new MomentAccumulator(2).parts();
  assertThrows(() => mergeMoments(other), RangeError, "at least 2 rows are needed, got 0");
});

Deno.test("MomentAccumulator keeps its accuracy far from the origin, in float32 too", async () => {
  const far = Float32Array.from(features, (value) => Math.round(value * 64) / 64 + 4096);
  const near = Float64Array.from(far, (value) => value - 4096);
  const [a, b] = [await momentsOf(far, d), await momentsOf(near, d)];
  a.covariance.forEach((value, k) => assertAlmostEquals(value, b.covariance[k], 1e-13 * 40));
});

Deno.test("MomentAccumulator names the row and column of a value that is not finite", async () => {
  const accumulator = new MomentAccumulator(d);
  await accumulator.push(features.subarray(0, 10 * d));
  const bad = features.slice(0, 5 * d);
  bad[3 * d + 4] = NaN;
  await assertRejects(() => accumulator.push(bad), RangeError, "got NaN in row 13, column 4");
  await assertRejects(() => accumulator.push(new Float64Array(7)), TypeError, "rows of dimension 6");
  await assertRejects(
    () => accumulator.push(new Float32Array(6)),
    TypeError,
    "were Float64Array so far, got Float32Array",
  );
  await assertRejects(() => momentsOf(features.subarray(0, d), d), RangeError, "at least 2 rows are needed, got 1");
  assertThrows(() => new MomentAccumulator(0), RangeError, "dimension");
  assert(accumulator.n === 10);
});
