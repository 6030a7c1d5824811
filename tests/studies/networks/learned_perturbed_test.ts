import type { CommonTargetStudy, NetworkErrors } from "../../../lib/studies/networks/common_target.ts";
import { learnedPerturbedTable } from "../../../lib/studies/networks/learned_perturbed.ts";
import type { Interval } from "../../../lib/numerics/stats.ts";
import { assertAlmostEquals, assertEquals, assertThrows } from "../../assert.ts";

const network = (...perturbed: number[][]): NetworkErrors => ({
  ideal: [],
  shared: [],
  quotients: [],
  distance: 0,
  perturbed,
});
const study: CommonTargetStudy = {
  data: "line",
  zero: { ideal: [], shared: [] },
  plain: [network([1, 2], [4, 2]), network([1, 2], [8, 2])],
  sharing: [network([1.5, 2], [2, 1]), network([1.5, 2], [4, 1])],
};
const optimum = (scale: number, shared: number) => ({
  data: "line",
  scale,
  plain: [[1, 1], [1, 1]],
  shared: [[shared, 1], [shared, 1]],
  zero: [[1, 1], [1, 1]],
});

Deno.test("learnedPerturbedTable() pairs networks by seed, and puts their optima beside them", () => {
  const { rows, columns } = learnedPerturbedTable([study], [0, 0.1], [optimum(0, 1.2), optimum(0.1, 0.2)]);
  assertEquals(rows.map((row) => row.length), [columns.length, columns.length]);
  const value = (row: number, column: number) => (rows[row][column] as Interval).value;
  assertEquals(rows.map(([data, scale]) => [data, scale]), [["line", 0], ["line", 0.1]]);
  // 1.5 to 1, then 2 to 4 and 4 to 8; in the second interval nothing, then a half less.
  for (const [row, first, perfect, second] of [[0, 0.5, 0.2, 0], [1, -0.5, -0.8, -0.5]]) {
    assertAlmostEquals(value(row, 4), first, 1e-12);
    assertAlmostEquals(value(row, 5), perfect, 1e-12);
    assertAlmostEquals(value(row, 6), second, 1e-12);
  }
});

Deno.test("learnedPerturbedTable() names what was not measured", () => {
  const message = "Cannot compare networks on line under s = 0.2: that was not measured";
  assertThrows(
    () => learnedPerturbedTable([study], [0, 0.1, 0.2], [optimum(0, 1), optimum(0.1, 1)]),
    RangeError,
    message,
  );
});
