import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import {
  energyTest,
  type PermutationTest,
  permutationTest,
  type RowStatistic,
  slicedWassersteinTest,
} from "../../lib/metrics/permutation.ts";
import { energyDistance } from "../../lib/metrics/energy_distance.ts";
import { slicedWasserstein } from "../../lib/metrics/sliced_wasserstein.ts";
import { Random } from "../../lib/numerics/random.ts";

const meanDifference: RowStatistic = (first, second) => {
  const mean = (rows: Float64Array) => rows.reduce((sum, value) => sum + value, 0) / rows.length;
  return Math.abs(mean(first) - mean(second));
};
type Test = (
  x: Float64Array,
  y: Float64Array,
  d: number,
  options?: { permutations?: number; seed?: number },
) => PermutationTest;
const tests: [string, Test][] = [
  ["permutationTest", (x, y, d, options) => permutationTest(x, y, d, meanDifference, options)],
  ["energyTest", energyTest],
  ["slicedWassersteinTest", (x, y, d, options) => slicedWassersteinTest(x, y, d, { ...options, projections: 5 })],
];

for (const [name, test] of tests) {
  Deno.test(`${name}() keeps its level under the hypothesis and finds a difference`, () => {
    let rejected = 0;
    for (let seed = 0; seed < 200; seed++) {
      const x = new Random(seed, "x").normals(12), y = new Random(seed, "y").normals(10);
      if (test(x, y, 2, { permutations: 19, seed }).pValue <= 0.1) rejected++;
    }
    // Binomial with 200 tries at 0.1: 20 ± 4.2.
    assert(rejected >= 8 && rejected <= 33, `${rejected} of 200`);
    const far = test(new Random(1, "x").normals(40), new Random(1, "y").normals(40).map((value) => value + 5), 2);
    assertEquals([far.pValue, far.permutations], [1 / 200, 199]);
  });

  Deno.test(`${name}() is repeatable, blind to equal samples and names what is wrong`, () => {
    const x = new Random(1, "x").normals(10), y = new Random(1, "y").normals(12);
    assertEquals(test(x, y, 2), test(x, y, 2));
    assertEquals(test(x.fill(1), y.fill(1), 2).pValue, 1);
    assertThrows(() => test(x, y, 3), TypeError, "first must hold rows of dimension 3");
    assertThrows(() => test(x, y, 2, { permutations: 3 }), RangeError, "permutations");
    assertThrows(() => test(x, new Float64Array(0), 2), RangeError, "number of points on each side");
    assertThrows(() => test(x, y.fill(NaN), 2), RangeError, "second must be finite");
  });
}

Deno.test("energyTest() and slicedWassersteinTest() use the distances that the metrics report", () => {
  const x = new Random(1, "x").normals(60), y = new Random(1, "y").normals(80).map((value) => 2 * value);
  const direct = slicedWasserstein(x, y, { dimension: 2, projections: 7, seed: 3 }).value;
  assertAlmostEquals(slicedWassersteinTest(x, y, 2, { projections: 7, seed: 3 }).statistic, direct, 1e-12);
  // The metric leaves out a point's distance to itself, the statistic counts it as 0: two estimates of one number.
  const { low, high } = energyDistance(x, y, 2), { statistic } = energyTest(x, y, 2);
  assert(statistic > low && statistic < high + 0.1);
});
