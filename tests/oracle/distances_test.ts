import { assertAlmostEquals, assertEquals } from "../assert.ts";
import * as fc from "../property.ts";
import { Random } from "../../lib/numerics/random.ts";
import { Atoms } from "../../lib/oracle/atoms.ts";
import { distancesInto } from "../../lib/oracle/distances.ts";

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
