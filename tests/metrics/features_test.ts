import { assertEquals, assertNotEquals, assertRejects, assertThrows } from "../assert.ts";
import {
  featureLabel,
  featuresOfPictures,
  functionFeatures,
  momentsOfPictures,
  type PictureSource,
  rawFeatures,
} from "../../lib/metrics/features.ts";
import { frechetDistance } from "../../lib/metrics/frechet.ts";
import { momentsOf } from "../../lib/metrics/moments.ts";
import { Random } from "../../lib/numerics/random.ts";

const values = Float32Array.from(new Random(1, "pictures").normals(30 * 4));
const source: PictureSource = {
  shape: [2, 2, 1],
  count: 30,
  batch: (indices) => Float32Array.from(Array.from(indices).flatMap((i) => [...values.subarray(4 * i, 4 * i + 4)])),
};

Deno.test("momentsOfPictures() streams to the same bytes as features in memory, whatever the batch", async () => {
  const pixels = rawFeatures([2, 2, 1]), expected = await momentsOf(values, 4, { features: featureLabel(pixels) });
  for (const batchSize of [1, 7, 100]) assertEquals(await momentsOfPictures(source, pixels, { batchSize }), expected);
  assertEquals(
    await featuresOfPictures(source, pixels, { indices: [29, 0] }),
    Float32Array.from([...values.subarray(116), ...values.subarray(0, 4)]),
  );
});

Deno.test("rawFeatures() and functionFeatures() say what they are", async () => {
  assertEquals([rawFeatures([1, 5, 1]).name, rawFeatures([2, 2, 3]).name], ["coordinates", "pixels"]);
  const sum = functionFeatures("sum", 1, (x) => Float32Array.of(x.reduce((a, b) => a + b, 0)));
  assertEquals(sum.distanceName, "Fréchet distance (sum)");
  assertNotEquals(featureLabel(sum), featureLabel(functionFeatures("sum", 1, () => Float32Array.of(1))));
  assertEquals(await sum.extract(Float32Array.of(1, 2), [1, 2, 1]), Float32Array.of(3));
  assertThrows(() => functionFeatures("none", 0, (x) => x), RangeError, "dimension");
});

Deno.test("momentsOfPictures() names what is wrong", async () => {
  const pixels = rawFeatures([2, 2, 1]);
  await assertRejects(() => momentsOfPictures({ ...source, count: 0 }, pixels), RangeError, "there are no pictures");
  const wide: PictureSource = { ...source, shape: [1, 4, 1] };
  await assertRejects(() => momentsOfPictures(wide, pixels), TypeError, "pictures must be 2 × 2 × 1, got 1 × 4 × 1");
  const short = functionFeatures("short", 3, () => new Float32Array(2));
  await assertRejects(() => momentsOfPictures(source, short), TypeError, "must have length 90, got 2");
  const late = functionFeatures(
    "late",
    1,
    (x) => Float32Array.from({ length: x.length / 4 }, (_, i) => i === 9 ? NaN : i),
  );
  await assertRejects(
    () => momentsOfPictures(source, late, { batchSize: 20 }),
    RangeError,
    "got NaN in row 9, column 0",
  );
  const constant = { ...source, batch: (indices: ArrayLike<number>) => new Float32Array(4 * indices.length).fill(0.5) };
  const [a, b] = [await momentsOfPictures(constant, pixels), await momentsOfPictures(source, pixels)];
  assertThrows(() => frechetDistance(b, a), RangeError, "second does not vary");
});
