import { assert, assertEquals, assertRejects } from "../assert.ts";
import { frechetInfinity } from "../../lib/metrics/frechet_infinity.ts";
import { Random } from "../../lib/numerics/random.ts";

const d = 3, eye = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
const reference = { n: undefined, dimension: d, mean: new Float64Array(d), covariance: eye };
const samples = (seed: number, n: number) => new Random(seed, "x").normals(n * d).map((value) => 1.3 * value);

Deno.test("frechetInfinity() takes most of the bias away and covers the truth", async () => {
  const truth = d * 0.3 ** 2;
  let hits = 0, bias = 0, plainBias = 0;
  for (let seed = 0; seed < 60; seed++) {
    const { interval, points } = await frechetInfinity(samples(seed, 300), reference, { points: 6 });
    if (interval.low <= truth && truth <= interval.high) hits++;
    bias += (interval.value - truth) / 60;
    plainBias += (points.at(-1)!.distance - truth) / 60;
  }
  // 95 % of 60 is 57; fewer than 52 or, in 60 of 60, nothing to object to.
  assert(hits >= 52, `${hits} of 60`);
  assert(plainBias > 0 && Math.abs(bias) < 0.02, `bias ${plainBias} before and ${bias} after`);
});

Deno.test("frechetInfinity() is repeatable, and its slope is the bias times N", async () => {
  const x = samples(1, 400), result = await frechetInfinity(x, reference, { points: 5, groups: 4, seed: 9 });
  assertEquals(await frechetInfinity(x, reference, { points: 5, groups: 4, seed: 9 }), result);
  assertEquals(result.points.map(({ n }) => n), [40, 130, 220, 310, 400]);
  assert(result.slope > 0);
});

Deno.test("frechetInfinity() refuses subsets that are too small", async () => {
  await assertRejects(() => frechetInfinity(samples(1, 20), reference, { smallest: 3 }), RangeError, "smallest");
  await assertRejects(() => frechetInfinity(samples(1, 20), reference, { points: 2 }), RangeError, "points");
});
