import { assert, assertAlmostEquals, assertEquals, assertRejects } from "../assert.ts";
import { frechetInterval } from "../../lib/metrics/frechet_interval.ts";
import { momentsOf } from "../../lib/metrics/moments.ts";
import { Random } from "../../lib/numerics/random.ts";

/** Two Gaussians, the second scaled by s and shifted by m along the first axis: the truth is d (s − 1)² + m². */
const samples = (seed: number, n: number, d: number, s: number, m: number) =>
  [
    new Random(seed, "first").normals(n * d),
    new Random(seed, "second").normals(n * d).map((value, k) => s * value + (k % d === 0 ? m : 0)),
  ] as const;

for (const [d, n, s, m] of [[3, 200, 1.5, 0.5], [4, 300, 1, 1], [2, 300, 1, 0]]) {
  Deno.test(`frechetInterval() covers the truth in 92–98 % of 200 repetitions, d = ${d}, s = ${s}, m = ${m}`, async () => {
    const truth = d * (s - 1) ** 2 + m ** 2;
    let hits = 0, bias = 0, plainBias = 0;
    for (let seed = 0; seed < 200; seed++) {
      const { plain, interval } = await frechetInterval(...samples(seed, n, d, s, m), d);
      if (interval.low <= truth && truth <= interval.high) hits++;
      bias += (interval.value - truth) / 200;
      plainBias += (plain.distance - truth) / 200;
    }
    assert(hits >= 184 && hits <= 196, `${hits} of 200`);
    assert(Math.abs(bias) < 0.05 * Math.max(truth, 0.02), `bias ${bias}`);
    assert(plainBias > 0.005, `plain bias ${plainBias}`);
  });
}

Deno.test("frechetInterval() takes moments as exact and is repeatable", async () => {
  const [x, y] = samples(7, 120, 2, 1.2, 0.3), reference = await momentsOf(y, 2);
  const one = await frechetInterval(x, reference, 2, { groups: 10, seed: 3 });
  assertEquals(await frechetInterval(x, reference, 2, { groups: 10, seed: 3 }), one);
  const both = await frechetInterval(x, y, 2, { groups: 10, seed: 3 });
  assertEquals(both.plain.distance, one.plain.distance);
  assert(both.interval.high - both.interval.low > one.interval.high - one.interval.low);
  // Leaving rows out by subtraction is leaving them out: with one row a group, a plain jackknife.
  const rest = await momentsOf(x.subarray(0, 238), 2);
  assertAlmostEquals(rest.mean[0], (120 * (await momentsOf(x, 2)).mean[0] - x[238]) / 119, 1e-14);
});

Deno.test("frechetInterval() refuses bad input", async () => {
  const [x, y] = samples(1, 30, 2, 1, 0), bad = x.slice();
  bad[7] = Infinity;
  await assertRejects(
    () => frechetInterval(y, bad, 2),
    RangeError,
    "second must be finite, got Infinity in row 3, column 1",
  );
  await assertRejects(() => frechetInterval(x, y, 2), RangeError, "30 rows are too few for 20 groups");
  await assertRejects(() => frechetInterval(x, y, 15), RangeError, "4 samples for 15 dimensions");
  const moments = await momentsOf(x, 2);
  await assertRejects(() => frechetInterval(moments, moments, 2), TypeError, "both sides are moments");
});

Deno.test("frechetInterval() says where heavy tails make its interval too narrow, and nowhere else", async () => {
  const d = 4, n = 400;
  const student = (seed: number, degrees: number) => {
    const z = new Random(seed, "z").normals(n * d), w = new Random(seed, "w").normals(n * degrees);
    return z.map((value, i) => {
      const row = Math.floor(i / d),
        square = w.subarray(row * degrees, (row + 1) * degrees).reduce((s, v) => s + v * v, 0);
      return value / Math.sqrt(square / degrees);
    });
  };
  for (let seed = 0; seed < 10; seed++) {
    const [x, y] = samples(seed, n, d, 1.5, 0.5);
    assertEquals((await frechetInterval(x, y, d)).caution, undefined);
    const { caution } = await frechetInterval(x, student(seed, 5), d);
    assert(caution?.includes("heavy tails"), String(caution));
  }
});
