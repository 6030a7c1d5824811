import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { energyDistance, energyDistances } from "../../lib/metrics/energy_distance.ts";
import { Random } from "../../lib/numerics/random.ts";
import { normalCdf } from "../../lib/numerics/special.ts";

const cloud = (seed: number, n: number, d: number) => new Random(seed, "cloud").normals(n * d);

Deno.test("energyDistance() is the definition over pairs", () => {
  const x = Float64Array.of(0, 1, 3), y = Float64Array.of(2, 2, 5, 9);
  const across = [...x].flatMap((a) => [...y].map((b) => Math.abs(a - b))).reduce((s, v) => s + v) / 12;
  // Mean distances between distinct points: (1 + 3 + 2)/3 and (0 + 3 + 7 + 3 + 7 + 4)/6.
  assertAlmostEquals(energyDistance(x, y, 1).value, 2 * across - 2 - 4, 1e-14);
});

Deno.test("energyDistance() is unbiased on one law and covers the truth of a shift", () => {
  let sum = 0;
  for (let seed = 0; seed < 40; seed++) sum += energyDistance(cloud(seed, 50, 2), cloud(seed + 99, 50, 2), 2).value;
  assertAlmostEquals(sum / 40, 0, 0.012);
  // N(0, 1) and N(2, 1): 2 E|N(2, 2)| − 2 E|N(0, 2)| = 2.0033 by the folded normal's mean.
  const folded = (mean: number, phi: number) =>
    2 * Math.exp(-(mean ** 2) / 4) / Math.sqrt(Math.PI) + mean * (1 - 2 * phi);
  const truth = 2 * folded(2, 0.07864960352514258) - 4 / Math.sqrt(Math.PI);
  const { low, high } = energyDistance(cloud(1, 1500, 1), cloud(2, 1500, 1).map((value) => value + 2), 1);
  assert(low < truth && truth < high, `${low} … ${high} for ${truth}`);
  assert(high - low < 0.5);
});

Deno.test("energyDistance() refuses too few, ragged or infinite points", () => {
  const y = new Float64Array(8);
  assertThrows(
    () => energyDistance(new Float64Array(4), y, 2),
    RangeError,
    "the size of the first sample must be at least 3",
  );
  assertThrows(() => energyDistance(new Float64Array(7), y, 2), TypeError, "the first sample must hold rows");
  assertThrows(() => energyDistance(y, y.map(() => Infinity), 2), RangeError, "the second sample[0] must be finite");
});

Deno.test("energyDistances() compares group with group, in the order of the rows", () => {
  const x = cloud(1, 6, 2), y = cloud(2, 8, 2);
  assertEquals(energyDistances(x, y, 2, 2), [
    energyDistance(x.slice(0, 6), y.slice(0, 8), 2).value,
    energyDistance(x.slice(6), y.slice(8), 2).value,
  ]);
  assertEquals(energyDistances(x, y, 2, 1), [energyDistance(x, y, 2).value]);
});

Deno.test("energyDistances() refuses groups of unequal or too small size", () => {
  const x = cloud(1, 6, 2), y = cloud(2, 8, 2);
  assertThrows(
    () => energyDistances(x, y, 2, 3),
    RangeError,
    "Cannot compare samples by groups: the second sample must fall into 3 equal groups, got 8 rows",
  );
  assertThrows(() => energyDistances(y, y, 2, 4), RangeError, "the size of the first sample must be at least 3, got 2");
  assertThrows(() => energyDistances(x, y, 2, 0), RangeError, "groups must be at least 1, got 0");
  assertThrows(() => energyDistances(x, y, 5, 1), TypeError, "the first sample must hold rows");
});

/** E|N(μ, s²)|. */
function folded(mu: number, s: number): number {
  return s * Math.sqrt(2 / Math.PI) * Math.exp(-(mu * mu) / (2 * s * s)) + mu * (1 - 2 * normalCdf(-mu / s));
}

for (
  const [n, shift, scale] of [[100, 0, 1], [100, 0.1, 1], [100, 0.3, 1], [100, 1, 1], [200, 0.3, 1], [120, 0, 1.5]]
) {
  Deno.test(`energyDistance() covers the truth in 92–98 % of repetitions, n = ${n}, shift ${shift}, scale ${scale}`, () => {
    const truth = 2 * folded(shift, Math.hypot(1, scale)) - folded(0, Math.SQRT2) - folded(0, Math.SQRT2 * scale);
    const repetitions = shift === 0 && scale === 1 ? 1000 : 400;
    let held = 0;
    for (let seed = 0; seed < repetitions; seed++) {
      const x = new Random(seed, "x").normals(n), y = new Random(seed, "y").normals(n).map((z) => z * scale + shift);
      const { low, high } = energyDistance(x, y, 1);
      if (low <= truth && truth <= high) held++;
    }
    assert(held >= 0.92 * repetitions && held <= 0.98 * repetitions, `${held} of ${repetitions}`);
  });
}

Deno.test("energyDistance() of samples without spread has an interval of no width, and none is NaN", () => {
  const { value, low, high } = energyDistance(new Float64Array(5).fill(2), new Float64Array(5).fill(3), 1);
  assertEquals([value, low, high], [2, 2, 2]);
  const smallest = energyDistance(Float64Array.of(0, 1, 3), Float64Array.of(2, 2, 5), 1);
  assert(smallest.low < smallest.value && smallest.value < smallest.high);
  assertThrows(
    () => energyDistance(Float64Array.of(1e200, 2e200, 3e200), Float64Array.of(-1e200, 0, 1), 1),
    RangeError,
    "the distance must be a finite number",
  );
});
