import { storedSweep } from "../../../lib/experiments/results/stored_sweep.ts";
import type { Interval } from "../../../lib/numerics/stats.ts";
import { ddpmLinearGrid } from "../../../lib/schedules/grid.ts";
import { learnedInSweep } from "../../../lib/studies/networks/learned.ts";
import { ofLength } from "../../../lib/studies/networks/learned_length.ts";
import { firstErrorTable, nearZeroTable } from "../../../lib/studies/networks/near_zero.ts";
import { assertAlmostEquals, assertEquals, assertThrows } from "../../assert.ts";

const table = ofLength(await storedSweep("learned/length.json", { say: () => {} }), "1500"),
  grid = ddpmLinearGrid(),
  dimension = 256;

Deno.test("nearZeroTable() has a row for each setting, the baseline's without what is relative to it", () => {
  const { rows, columns } = nearZeroTable(table, { grid, dimension, scales: [0, 0.1] });
  assertEquals(rows.map((row) => row.slice(0, 3)), [
    ["1500", "DDPM", "DDIM 50"],
    ["1500", "E-TSDM", "DDIM 50"],
  ]);
  assertEquals([columns.length, ...rows.map((row) => row.length)], [8, 8, 8]);
  const [plain, shared] = rows,
    { share } = learnedInSweep(table, grid, { "1500": dimension }, {
      delta: 10,
      column: "steps",
    })["1500"];
  assertEquals(plain[4], share);
  assertEquals(plain.slice(6), ["–", "–"]);
  // Perturbed, E-TSDM errs less in the first interval, and unperturbed more.
  const [price, perturbed] = shared.slice(6) as Interval[];
  assertEquals([price.low > 0, perturbed.high < 0, price.n], [true, true, 8]);
  const own = table.curves.filter(({ curve, labels }) =>
    curve === "squared error, input perturbed by 0.1" && labels.sampling === "DDIM 50"
  );
  const first = (treatment: string, seed: number) =>
    own.find((one) => one.labels.treatment === treatment && one.seed === seed)!.points[0].value!;
  const ratios = Array.from({ length: 8 }, (_, seed) => first("E-TSDM", seed) / first("DDPM", seed) - 1);
  assertAlmostEquals(perturbed.value, ratios.reduce((sum, ratio) => sum + ratio, 0) / 8, 1e-12);
});

Deno.test("firstErrorTable() holds the same errors, without the baseline", () => {
  const { rows, columns } = firstErrorTable(table, [0, 0.1]),
    [, shared] = nearZeroTable(table, {
      dimension,
      scales: [0, 0.1],
    }).rows;
  assertEquals(rows, [["1500", "E-TSDM", "DDIM 50", ...shared.slice(-2) as Interval[]]]);
  assertEquals(columns.length, 5);
  assertThrows(() => firstErrorTable(table, [0.3]), RangeError, "perturbed by 0.3");
});

Deno.test("nearZeroTable() leaves the share out where there are no levels, and names a curve that was not measured", async () => {
  assertEquals(nearZeroTable(table, { dimension, scales: [] }).columns, [
    "steps",
    "treatment",
    "sampling",
    "K(0, 10) [95 %]",
    "largest K(t, t + 10) [95 %]",
  ]);
  const toy = await storedSweep("toy/quality.json", { say: () => {} });
  assertThrows(() => nearZeroTable(toy, { grid, dimension, scales: [] }), RangeError, "K(t, t + 10)");
});
