import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { centred, neighbourRadii, visitDistances } from "../../lib/metrics/neighbours.ts";
import { Random } from "../../lib/numerics/random.ts";

Deno.test("visitDistances() visits every row with its squared distances, across its bands", () => {
  const d = 2, x = new Random(1, "x").normals(1030 * d), y = new Random(1, "y").normals(1100 * d);
  let rows = 0;
  visitDistances(x, y, d, (row, squares) => {
    assertEquals(row, rows++);
    for (const j of [0, 700, 1099]) {
      const expected = (x[row * d] - y[j * d]) ** 2 + (x[row * d + 1] - y[j * d + 1]) ** 2;
      assertAlmostEquals(squares[j], expected, 1e-13);
    }
  });
  assertEquals(rows, 1030);
});

Deno.test("neighbourRadii() leaves the sample itself out, also among duplicates", () => {
  const line = Float64Array.of(0, 1, 3, 3, 7);
  assertEquals([...neighbourRadii(line, 1, 1)], [1, 1, 0, 0, 16]);
  assertEquals([...neighbourRadii(line, 1, 2)], [9, 4, 4, 4, 16]);
  assertThrows(() => neighbourRadii(line, 1, 5), RangeError, "k must be in [1, 4], got 5");
});

/** Squares from differences: the judge that nothing cancels in. */
function direct(x: Float64Array, y: Float64Array, d: number): number[][] {
  return Array.from({ length: x.length / d }, (_, i) =>
    Array.from({ length: y.length / d }, (_, j) => {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += (x[i * d + k] - y[j * d + k]) ** 2;
      return sum;
    }));
}

Deno.test("visitDistances() keeps its digits wherever the points lie, centred or not", () => {
  const d = 3, x = new Random(2, "x").normals(40 * d), y = new Random(2, "y").normals(50 * d);
  const places: ((value: number, i: number) => number)[] = [
    (value) => value + 1e9,
    (value) => value * 1e-9 + 1,
    // Two clusters that no centre brings near: far from each other, close within.
    (value, i) => value + (i % 2 ? 1e8 : -1e8),
    (value, i) => value + (i % d === 1 ? -1e12 : 0),
  ];
  for (const [p, place] of places.entries()) {
    const [a, b] = [x.map(place), y.map(place)], truth = direct(a, b, d);
    for (const [first, second] of [[a, b] as const, centred([a, b], d)]) {
      visitDistances(first, second, d, (row, squares) => {
        squares.forEach((value, j) => assertAlmostEquals(value, truth[row][j], 1e-9 * truth[row][j], `place ${p}`));
      });
    }
  }
});

Deno.test("centred() keeps differences exactly, leaves what is near zero, and brings all sizes into range", () => {
  const lattice = Float64Array.from({ length: 60 }, (_, i) => 1e9 + (i * 7) % 13);
  const [moved] = centred([lattice], 2);
  assert(moved.every((value) => Math.abs(value) <= 13));
  for (let i = 2; i < 60; i++) assertEquals(moved[i] - moved[i - 2], lattice[i] - lattice[i - 2]);
  const near = new Random(3, "near").normals(20);
  assert(centred([near], 2)[0] === near);
  for (const size of [1e-200, 1e200]) {
    const [scaled] = centred([near.map((value) => value * size)], 2);
    assert(scaled.every((value) => value === 0 || (Math.abs(value) < 1e9 && Math.abs(value) > 1e-9)));
  }
  assertEquals([...centred([new Float64Array(4).fill(1e300)], 2)[0]], [0, 0, 0, 0]);
});
