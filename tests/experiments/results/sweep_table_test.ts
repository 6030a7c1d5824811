import { compareSweep } from "../../../lib/experiments/results/compare_sweep.ts";
import { executeTask } from "../../../lib/experiments/runs/execute_task.ts";
import { Store } from "../../../lib/experiments/store/store.ts";
import { planSweep } from "../../../lib/experiments/sweeps/sweep_plan.ts";
import { sweepStatus } from "../../../lib/experiments/sweeps/sweep_status.ts";
import {
  collectSweep,
  readSweepTable,
  type SweepTable,
  tableCsv,
  tableJson,
} from "../../../lib/experiments/results/sweep_table.ts";
import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "../../assert.ts";
import { tempDir } from "../../io/temp_dir.ts";
import { fakeExecutor } from "../fake_executor.ts";
import { fewScores, scoreRows, smallSweep } from "../fixtures.ts";

Deno.test("collectSweep() gives one row for each finished run and metric, and the same file again", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.file("store")), plan = await planSweep(smallSweep());
  await assertRejects(() => collectSweep(store, plan), RangeError, "none of its runs is finished");
  for (const task of plan.tasks.slice(0, 5)) await executeTask(store, task, fakeExecutor());
  const table = await collectSweep(store, plan);
  assertEquals([table.runs, table.planned, table.rows.length], [5, 8, 5]);
  assertEquals(table.rows[4].labels, { treatment: "E-TSDM" });
  await Deno.writeTextFile(dir.file("table.json"), tableJson(table));
  assertEquals(await readSweepTable(dir.file("table.json")), table);
  const digit = tableJson(table).replace(/("value":\S*?)(\d)/, (_, before, first) => before + (Number(first) + 1) % 10);
  await Deno.writeTextFile(dir.file("digit.json"), digit);
  await assertRejects(() => readSweepTable(dir.file("digit.json")), SyntaxError, "does not have its SHA-256");
  assertEquals(tableJson(await collectSweep(store, plan)), tableJson(table));
  const lines = tableCsv(table).split("\r\n");
  assertEquals(lines[0], "id,treatment,seed,sampler,evaluations,metric,value,low,high,n");
  assertEquals(lines.length, 7);
  const status = await sweepStatus(store, plan, { atOnce: 2 });
  assertEquals(status.counts, { done: 5, running: 0, failed: 0, remaining: 3 });
  assertAlmostEquals(status.secondsLeft!, status.secondsEach! * 3 / 2);
});

/** The comparisons of a table that has these rows. */
function compare(rows: SweepTable["rows"], metric = "FCD"): ReturnType<typeof compareSweep> {
  return compareSweep({ ...fewScores({}, []), columns: ["treatment", "until"], rows }, { metric });
}

Deno.test("compareSweep() pairs by seed: a shift that is small beside the spread of seeds is still found", () => {
  const seeds = [0, 3, 1, 7, 5, 2, 9, 4, 8, 6], shifted = seeds.map((value, i) => value - 0.1 - 0.01 * (i % 3));
  const rows = scoreRows({ DDPM: seeds, "E-TSDM": shifted });
  const [one, ...others] = compare(rows);
  assertEquals(others, []);
  assertEquals([one.label, one.verdict, one.difference.n], ["E-TSDM", "E-TSDM smaller", 10]);
  // Four differences of −0.1, three each of −0.11 and −0.12, and Student's t of 9 degrees of freedom from a table.
  const spread = Math.sqrt((4 * 0.009 ** 2 + 3 * 0.001 ** 2 + 3 * 0.011 ** 2) / 9);
  assertAlmostEquals(one.difference.value, -0.109);
  assertAlmostEquals(one.difference.high, -0.109 + 2.262157 * spread / Math.sqrt(10), 1e-7);
  // Told four times in five with (t₀.₉₇₅ + t₀.₈) s/√n.
  assertAlmostEquals(one.smallest, (2.262157 + 0.883404) * spread / Math.sqrt(10), 1e-6);
});

Deno.test("compareSweep() can tell a clear effect among thirty, where a sign-flip test of ten seeds could not pass", () => {
  const seeds = [0, 3, 1, 7, 5, 2, 9, 4, 8, 6], clear = seeds.map((value, i) => value - 1 - 0.05 * (i % 3));
  // As often up as down by about as much.
  const none = seeds.map((value, i) => value + (i % 2 === 0 ? 0.1 : -0.1));
  const others = Object.fromEntries(Array.from({ length: 29 }, (_, i) => [`none ${i}`, none]));
  const all = compare(scoreRows({ DDPM: seeds, clear, ...others }));
  assertEquals(all.map(({ verdict }) => verdict), ["clear smaller", ...Array(29).fill("not distinguishable")]);
  assert(30 * 2 / 1024 > 0.05 && all[0].pValue < 1e-6);
});

Deno.test("compareSweep() takes Student's paired test, with Holm's correction", () => {
  const rows = scoreRows({ DDPM: [10, 11, 12], a: [8, 9.1, 9.9], b: [10.2, 10.9, 12] });
  const [a, b] = compare(rows);
  assertEquals([a.verdict, b.verdict], ["a smaller", "not distinguishable"]);
  // Two-sided, t = −2/0.057735 with 2 degrees of freedom: p = 1 − t/√(2 + t²), times 2 by Holm.
  const t = 2 / (0.1 / Math.sqrt(3));
  assertAlmostEquals(a.pValue, 2 * (1 - t / Math.sqrt(2 + t * t)), 1e-9);
});

Deno.test("compareSweep() compares a baseline beside the grid with all of it", () => {
  const rows = [
    ...scoreRows({ DDPM: [1, 2, 3] }, { until: "" }),
    ...scoreRows({ "E-TSDM": [0, 1.1, 2] }, { until: "50" }),
    ...scoreRows({ "E-TSDM": [0.5, 1.6, 2.4] }, { until: "100" }),
  ];
  const compared = compare(rows);
  assertEquals(compared.map(({ where }) => where.until), ["50", "100"]);
  assertAlmostEquals(compared[0].difference.value, (-1 - 0.9 - 1) / 3);
});

Deno.test("compareSweep() refuses unknown metrics and too few seeds", () => {
  const rows = scoreRows({ DDPM: [1, 2], a: [1, 2] });
  assertThrows(() => compare(rows, "FDC"), RangeError, 'did you mean "FCD"?');
  assertThrows(() => compare(rows), RangeError, "number of pairs");
});
