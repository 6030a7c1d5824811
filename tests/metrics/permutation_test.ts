import { assert, assertEquals, assertThrows } from "../assert.ts";
import { permutationTest, type RowStatistic } from "../../lib/metrics/permutation.ts";
import { Random } from "../../lib/numerics/random.ts";

const meanDifference: RowStatistic = (first, second) => {
  const mean = (rows: ArrayLike<number>) => Array.from(rows).reduce((sum, value) => sum + value, 0) / rows.length;
  return Math.abs(mean(first) - mean(second));
};

Deno.test("permutationTest() keeps its level under the hypothesis and finds a difference", () => {
  let rejected = 0;
  for (let seed = 0; seed < 200; seed++) {
    const x = new Random(seed, "x").normals(12), y = new Random(seed, "y").normals(9);
    if (permutationTest(x, y, 1, meanDifference, { permutations: 19, seed }).pValue <= 0.1) rejected++;
  }
  // Binomial with 200 tries at 0.1: 20 ± 4.2.
  assert(rejected >= 8 && rejected <= 33, `${rejected} of 200`);
  const far = permutationTest(new Float64Array(20), new Float64Array(20).fill(1), 1, meanDifference);
  assertEquals([far.statistic, far.pValue, far.permutations], [1, 1 / 200, 199]);
});

Deno.test("permutationTest() is repeatable and names what is wrong", () => {
  const x = new Random(1, "x").normals(10), y = new Random(1, "y").normals(12);
  assertEquals(permutationTest(x, y, 2, meanDifference), permutationTest(x, y, 2, meanDifference));
  assertThrows(() => permutationTest(x, y, 3, meanDifference), TypeError, "first must hold rows of dimension 3");
  assertThrows(() => permutationTest(x, y.fill(NaN), 2, meanDifference), RangeError, "second must be finite");
});
