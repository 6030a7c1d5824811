import { storedSweep } from "../../../lib/experiments/results/stored_sweep.ts";
import { perturbedFamily, perturbedTable } from "../../../lib/studies/networks/perturbed_networks.ts";
import { assert, assertAlmostEquals, assertEquals } from "../../assert.ts";

const say = () => {};

Deno.test("perturbedFamily() judges all that was measured by one test that can pass", async () => {
  const tables = [await storedSweep("toy/quality.json", { say }), await storedSweep("pocket/quality.json", { say })];
  const family = perturbedFamily(tables, { scales: [0, 0.02, 0.05, 0.1], intervals: 5 });
  assertEquals(family.length, 7 * 4 * 5);
  const at = (data: string, scale: number, from: number) =>
    family.find((row) => row.data === data && row.scale === scale && row.between[0] === from)!;
  // Found by an independent program: −5.7 % [−6.6, −4.8], Student's p = 1.3e-7 before the correction.
  const line = at("line in space", 0.1, 20);
  assertAlmostEquals(line.estimate.value, -0.057, 5e-4);
  assertAlmostEquals(line.estimate.low, -0.066, 6e-4);
  assertEquals([line.seeds, line.verdict], [10, "E-TSDM errs less"]);
  assertAlmostEquals(line.pValue, 140 * 1.3e-7, 0.2 * 140 * 1.3e-7);
  const digits = at("MNIST", 0.02, 20);
  assertAlmostEquals(digits.estimate.value, 0.0135, 5e-5);
  // A row that is told has an effect that could be told, and most that are not have a smaller one.
  assert(Math.abs(line.estimate.value) > line.smallest);
  const { rows, columns } = perturbedTable(family);
  assertEquals([rows.length, columns.length], [28, rows[0].length]);
  assertEquals(
    rows.flat().filter((cell) => String(cell).endsWith("*")).length,
    family.filter(({ pValue }) => pValue <= 0.05).length,
  );
});
