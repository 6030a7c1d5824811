import { storedSweep } from "../../../lib/experiments/results/stored_sweep.ts";
import { ddpmLinearGrid } from "../../../lib/schedules/grid.ts";
import {
  learnedLengthTable,
  ofLength,
  sizeTable,
  stateRows,
  trainedLargest,
} from "../../../lib/studies/networks/learned_length.ts";
import type { Interval } from "../../../lib/numerics/stats.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../../assert.ts";

const grid = ddpmLinearGrid(), say = () => {};

Deno.test("sizeTable() has a row for each size, in which every error is below that of saying 0", async () => {
  const table = await storedSweep("learned/size.json", { say }),
    { rows, columns } = sizeTable(table, { grid, dimension: 256 });
  assertEquals(rows.map(([parameters]) => parameters), ["0.1 M", "0.18 M", "0.4 M", "0.7 M", "1.6 M"]);
  for (const row of rows) {
    assertEquals(row.length, columns.length);
    assert(Number(row[3]) < 0.5 && Number(row[4]) < Number(row[3]));
  }
});

const table = await storedSweep("learned/length.json", { say }), longest = ofLength(table, "15000");

Deno.test("ofLength() keeps one training length, and refuses one that there is not", () => {
  assertEquals(longest.rows.length, table.rows.length / 3);
  assertEquals(longest.curves.length, table.curves.length / 3);
  assert([...longest.rows, ...longest.curves].every(({ labels }) => labels.steps === "15000"));
  assertThrows(
    () => ofLength(table, "7"),
    RangeError,
    'Cannot look at learned_length: no training length "7"',
  );
});

Deno.test("learnedLengthTable() says that the divergence was learned by the longest training alone, and of which it is not told", () => {
  const { rows, columns } = learnedLengthTable(table, { grid, dimension: 256 });
  assertEquals(rows.map(([steps, seeds, , verdict]) => [steps, seeds, verdict]), [
    [1500, 8, "no"],
    [5000, 8, "not told"],
    [15000, 8, "yes"],
  ]);
  for (const row of rows) assertEquals(row.length, columns.length);
  const shares = rows.map((row) => row[2] as Interval);
  assert(shares[0].high < shares[1].low && shares[1].value < shares[2].value);
});

Deno.test("trainedLargest() divides the largest K of each seed, and a jump weighs less over a longer distance", () => {
  const { rows } = trainedLargest(longest, { grid, dimension: 256 });
  assertEquals(rows.map(([delta]) => delta), [1, 10, 100]);
  const ratios = rows.map((row) => (row.at(-1) as Interval).value);
  // At Δ = 1 E-TSDM's jump is the larger, at 10 DDPM's slope is; at 100 both are as large.
  assert(ratios[0] < 1 && ratios[1] > 1.5);
  assertAlmostEquals(ratios[2], 1, 0.1);
});

Deno.test("stateRows() turns an excess over σ² into the perturbation that it is", () => {
  const { rows } = stateRows(longest, grid, 1);
  assertEquals(rows.map(([, treatment, sampling, time]) => [treatment, sampling, time]), [
    ["DDPM", "DDIM 50", 0],
    ["DDPM", "DDIM 10", 0],
    ["E-TSDM", "DDIM 50", 0],
    ["E-TSDM", "DDIM 10", 0],
  ]);
  for (const [, , , , sigma, excess, s] of rows) {
    assertAlmostEquals((s as number) ** 2, (excess as Interval).value * (sigma as number) ** 2, 1e-12);
  }
});
