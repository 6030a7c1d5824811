import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { neighbourRadii, visitDistances } from "../../lib/metrics/neighbours.ts";
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
