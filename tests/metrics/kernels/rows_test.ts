import { assertEquals, assertThrows } from "../../assert.ts";
import { checkFeatures, gather, shareOut } from "../../../lib/metrics/kernels/rows.ts";
import { Random } from "../../../lib/numerics/random.ts";

Deno.test("checkFeatures() names the row, counted from the first ever, and the column", () => {
  checkFeatures("test", "x", Float32Array.of(1, 2, 3, 4), 2);
  assertThrows(
    () => checkFeatures("test", "x", Float32Array.of(1, 2, 3, -Infinity), 2, 10),
    RangeError,
    "row 11, column 1",
  );
});

Deno.test("gather() copies rows and keeps their type", () => {
  assertEquals(gather(Float32Array.of(1, 2, 3, 4), 2, [1, 0, 1]), Float32Array.of(3, 4, 1, 2, 3, 4));
});

Deno.test("shareOut() puts every row into one group, evenly", () => {
  const rows = Float64Array.from({ length: 22 }, (_, i) => i >> 1);
  const groups = [...shareOut(rows, 2, 3, new Random(1, "groups"))];
  assertEquals(groups.map((group) => group.length / 2), [3, 4, 4]);
  assertEquals(groups.flatMap((group) => [...group]).sort((a, b) => a - b), [...rows]);
  assertThrows(
    () => [...shareOut(rows, 2, 6, new Random(1, "groups"))],
    RangeError,
    "11 rows are too few for 6 groups",
  );
});
