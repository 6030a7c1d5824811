import { assertAlmostEquals, assertEquals } from "../assert.ts";
import fc from "fast-check";
import { Random } from "../../lib/numerics/random.ts";
import { Atoms } from "../../lib/oracle/atoms.ts";
import { addDifferences, distancesInto, motionDot } from "../../lib/oracle/distances.ts";

const screen = (count: number, scale = 1) => ({
  offsets: new Float64Array(count),
  scales: new Float64Array(count).fill(scale),
});

Deno.test("distancesInto() measures every pair whatever the sizes", () => {
  const size = fc.integer({ min: 1, max: 11 });
  fc.assert(fc.property(size, size, size, fc.nat(), (rows, count, d, seed) => {
    const random = new Random(seed, "d"), x = random.normals(rows * d), means = random.fork("m").normals(count * d);
    const table = new Float64Array(rows * count);
    distancesInto(table, x, 0, rows, 0.8, new Atoms(means, d), screen(count));
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
  distancesInto(table, x, 0, 1, 1, new Atoms(mean, 2), screen(1));
  assertEquals(table[0], 2 ** -60);
});

Deno.test("distancesInto() gives up what cannot matter and nothing else", () => {
  const d = 700, count = 90, random = new Random(2, "far"), means = random.normals(count * d);
  const x = means.subarray(5 * d, 8 * d).map((value, i) => 0.9 * value + 0.01 * random.normals(1, i)[0]);
  for (const scale of [1e-4, 0.5, 10]) {
    const table = new Float64Array(3 * count), whole = new Float64Array(3 * count);
    distancesInto(table, x, 0, 3, 0.9, new Atoms(means, d), screen(count, scale));
    distancesInto(whole, x, 0, 3, 0.9, new Atoms(means, d), screen(count, 1e9));
    for (let row = 0; row < 3; row++) {
      const nearest = Math.min(...whole.subarray(row * count, (row + 1) * count));
      for (let i = row * count; i < (row + 1) * count; i++) {
        if ((whole[i] - nearest) / (2 * scale) < 74) assertAlmostEquals(table[i], whole[i], 1e-12 * whole[i]);
        else if (table[i] !== Infinity) assertAlmostEquals(table[i], whole[i], 1e-12 * whole[i]);
      }
    }
  }
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
