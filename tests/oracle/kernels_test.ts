import { assertAlmostEquals, assertEquals } from "../assert.ts";
import { Random } from "../../lib/numerics/random.ts";
import { Atoms } from "../../lib/oracle/atoms.ts";
import { addDifferences, motionDot, pairDistances, stretch } from "../../lib/oracle/kernels.ts";

Deno.test("stretch() and pairDistances() sum squared differences", () => {
  const x = new Random(0, "x").normals(14), means = new Random(1, "m").normals(35), table = new Float64Array(12);
  pairDistances(table, 1, 7, x, 0, 7, means, 5, 7);
  for (let k = 0; k < 5; k++) {
    for (const [target, at] of [[1, 0], [7, 7]]) {
      let sum = 0;
      for (let i = 0; i < 7; i++) sum += (x[at + i] - means[7 * k + i]) ** 2;
      assertAlmostEquals(table[target + k], sum, 1e-14 * sum);
      assertAlmostEquals(stretch(x, at, means, 7 * k, 7), sum, 1e-14 * sum);
    }
  }
  assertEquals([table[0], table[6]], [0, 0]);
});

Deno.test("addDifferences() adds means relative to a reference", () => {
  for (const d of [3, 9]) {
    const means = new Random(1, "m").normals(5 * d), reference = means.subarray(d, 2 * d), atoms = new Atoms(means, d);
    const out = new Float64Array(2 * d).fill(1), shares = Float64Array.of(2, -3);
    atoms.gather(Int32Array.of(4, 1), 0, 2);
    addDifferences(out, d, atoms, shares, 2, reference);
    for (let i = 0; i < d; i++) {
      assertAlmostEquals(out[d + i], 1 + 2 * (means[4 * d + i] - means[d + i]), 1e-15 * 8);
      assertEquals(out[i], 1);
    }
  }
});

Deno.test("motionDot() is half the derivative of the squared distance", () => {
  const x = Float64Array.of(9, 1, 2), means = Float64Array.of(0.5, -1), dx = Float64Array.of(9, 3, 4);
  const distance = (h: number) =>
    [0, 1].reduce((s, i) => s + (x[i + 1] + h * dx[i + 1] - (0.8 - 0.1 * h) * means[i]) ** 2, 0);
  const expected = (distance(1e-5) - distance(-1e-5)) / 4e-5;
  assertAlmostEquals(motionDot(x, 1, means, 0, 2, 0.8, -0.1, dx), expected, 1e-9);
  const still = motionDot(x, 1, means, 0, 2, 0.8, -0.1, new Float64Array(3));
  assertAlmostEquals(motionDot(x, 1, means, 0, 2, 0.8, -0.1, undefined), still, 1e-15);
});
