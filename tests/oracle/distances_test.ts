import { assertAlmostEquals, assertEquals } from "../assert.ts";
import fc from "fast-check";
import { Random } from "../../lib/numerics/random.ts";
import { Atoms } from "../../lib/oracle/atoms.ts";
import { distancesInto, motionDot } from "../../lib/oracle/distances.ts";

Deno.test("distancesInto() measures every pair whatever the sizes", () => {
  const size = fc.integer({ min: 1, max: 11 });
  fc.assert(fc.property(size, size, size, fc.nat(), (rows, count, d, seed) => {
    const random = new Random(seed, "d"), x = random.normals(rows * d), means = random.fork("m").normals(count * d);
    const table = new Float64Array(rows * count);
    distancesInto(table, x, 0, rows, 0.8, new Atoms(means, d));
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < count; k++) {
        let sum = 0;
        for (let i = 0; i < d; i++) sum += (x[row * d + i] - 0.8 * means[k * d + i]) ** 2;
        assertAlmostEquals(table[row * count + k], sum, 1e-14 * sum);
      }
    }
  }));
});

Deno.test("distancesInto() keeps the digits of points beside a mean", () => {
  const mean = Float64Array.of(1e3, -1e3), x = Float64Array.of(1e3 + 2 ** -30, -1e3), table = new Float64Array(1);
  distancesInto(table, x, 0, 1, 1, new Atoms(mean, 2));
  assertEquals(table[0], 2 ** -60);
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
