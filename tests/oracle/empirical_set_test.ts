import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { Random } from "../../lib/numerics/random.ts";
import { empiricalSet } from "../../lib/oracle/mod.ts";
import { linear } from "../../lib/schedules/linear.ts";

Deno.test("empiricalSet() of one point knows the noise exactly", () => {
  const points = new Random(0, "p").normals(4), oracle = empiricalSet({ dimension: 4, points });
  for (const t of [1e-8, 0.1, 0.999]) {
    const level = linear().at(t), { x, eps } = oracle.samplePath(3, level, new Random(1, "x"));
    oracle.eps(x, level).forEach((value, i) => assertAlmostEquals(value, eps[i], 1e-16 / level.sigma * 4 + 1e-15));
    oracle.x0(x, level).forEach((value, i) => assertEquals(value, points[i % 4]));
    // Along a path the noise stays what it is.
    oracle.pathDerivative("eps", { x0: oracle.x0(x, level), eps }, level).forEach((value) => {
      assertAlmostEquals(value, 0, 1e-15 * (1 + level.dSigma / level.sigma / level.sigma));
    });
    assertEquals(oracle.dX0(x, level), new Float64Array(12));
  }
});

Deno.test("empiricalSet() denoises to a softmax of its points", () => {
  const points = new Random(3, "p").normals(20), x = Float64Array.of(0.2, -0.1), level = linear().at(0.2);
  const weights = Array.from({ length: 10 }, (_, k) => {
    const distance = (x[0] - level.alpha * points[2 * k]) ** 2 + (x[1] - level.alpha * points[2 * k + 1]) ** 2;
    return Math.exp(-distance / 2 / level.sigma ** 2);
  });
  const total = weights.reduce((a, b) => a + b), x0 = empiricalSet({ dimension: 2, points }).x0(x, level);
  for (const i of [0, 1]) {
    assertAlmostEquals(x0[i], weights.reduce((sum, w, k) => sum + w / total * points[2 * k + i], 0), 1e-14);
  }
});

Deno.test("empiricalSet() does not depend on how its points are blocked", () => {
  // 70 points of dimension 1000 take several blocks, 70,000 rows of one dimension several tables.
  const wide = new Random(4, "w").normals(70_000), level = linear().at(0.1);
  const whole = empiricalSet({ dimension: 1000, points: wide }), x = whole.sample(3, level, new Random(5, "x"));
  const rows = [0, 1, 2].map((row) => whole.eps(x.slice(row * 1000, row * 1000 + 1000), level));
  assertEquals(whole.eps(x, level), Float64Array.from(rows.flatMap((row) => [...row])));
  const narrow = empiricalSet({ dimension: 1, points: wide.subarray(0, 2000) }), y = new Random(6, "y").normals(1100);
  const twice = narrow.eps(Float64Array.of(...y, ...y), level);
  assertEquals(twice.slice(0, 1100), twice.slice(1100));
});

Deno.test("empiricalSet() refuses an empty set and a batch that is no batch of its points", () => {
  assertThrows(
    () => empiricalSet({ dimension: 2, points: new Float32Array(0) }),
    RangeError,
    "the set of means is empty",
  );
  const oracle = empiricalSet({ dimension: 2, points: new Float32Array(4) });
  assert(oracle.singular);
  assertThrows(() => oracle.eps(new Float64Array(3), linear().at(0.1)), TypeError, "x must hold rows of dimension 2");
});
