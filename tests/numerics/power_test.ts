import { smallestTold } from "../../lib/numerics/power.ts";
import { Random } from "../../lib/numerics/random.ts";
import { pairedStudentTest } from "../../lib/numerics/stats.ts";
import { assert, assertAlmostEquals, assertThrows } from "../assert.ts";

Deno.test("smallestTold() is (t₀.₉₇₅ + t₀.₈) s/√n", () => {
  // Tables of Student's t with 4 degrees of freedom: 2.77645 and 0.94096; the sample has variance 2.5.
  assertAlmostEquals(smallestTold([1, 2, 3, 4, 5]), (2.77645 + 0.94096) * Math.sqrt(2.5 / 5), 1e-4);
  // Ten comparisons: t₀.₉₉₇₅ = 5.59757.
  assertAlmostEquals(
    smallestTold([1, 2, 3, 4, 5], { comparisons: 10 }),
    (5.59757 + 0.94096) * Math.sqrt(2.5 / 5),
    1e-4,
  );
});

Deno.test("smallestTold() is an effect that the test tells about four times in five", () => {
  const n = 10, spread = 1, effect = smallestTold(Float64Array.from({ length: n }, (_, i) => i < 5 ? 0.9487 : -0.9487));
  let told = 0;
  for (let run = 0; run < 1000; run++) {
    const values = new Random(run, "power").normals(n).map((value) => effect + spread * value);
    if (pairedStudentTest(values) < 0.05) told++;
  }
  assert(told > 750 && told < 850, `${told} of 1000`);
});

Deno.test("smallestTold() refuses what makes no sense", () => {
  assertThrows(() => smallestTold([1]), RangeError, "number of differences");
  assertThrows(() => smallestTold([1, 2], { power: 2 }), RangeError, "power");
  assertThrows(() => smallestTold([1, 2], { comparisons: 0 }), RangeError, "comparisons");
});
