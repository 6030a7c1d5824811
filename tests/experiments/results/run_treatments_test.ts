import { startBackend } from "../../../lib/backend/choice/start.ts";
import { comparisonTable } from "../../../lib/experiments/results/comparison_table.ts";
import { executeTask } from "../../../lib/experiments/runs/execute_task.ts";
import { networkExecutor } from "../../../lib/experiments/runs/network_executor.ts";
import { planRun } from "../../../lib/experiments/config/planned_run.ts";
import { runConfig } from "../../../lib/experiments/config/run_config.ts";
import { runTreatments } from "../../../lib/experiments/results/run_treatments.ts";
import { Store } from "../../../lib/experiments/store/store.ts";
import { shareTimesteps } from "../../../lib/conditioning/share_timesteps.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { tempDir } from "../../io/temp_dir.ts";
import { smallRun } from "../fixtures.ts";

await startBackend("wasm");

const { treatment: _, seed: __, ...training } = smallRun.training;
const base = { ...smallRun, training, measures: [{ kind: "lipschitz", pairs: 4, points: 8 }] };

Deno.test("runTreatments() gives the numbers of a sweep's runs, and takes treatments that are functions", async () => {
  await using dir = await tempDir();
  const own = { name: "mine", condition: shareTimesteps({ until: 100, intervals: 5 }) }, heard: number[] = [];
  const table = await runTreatments(base, [{ kind: "ddpm" }, { kind: "e-tsdm" }, own], {
    store: dir.file("own"),
    onProgress: (done, total) => void heard.push(done / total),
  });
  assertEquals([table.runs, table.curves.length, heard.at(-1)], [9, 9, 1]);
  const values = Map.groupBy(table.rows, ({ labels }) => labels.treatment);
  assertEquals([...values.keys()], ["DDPM", "E-TSDM", "mine"]);
  assertEquals(values.get("mine")!.map(({ value }) => value), values.get("E-TSDM")!.map(({ value }) => value));
  assertEquals(comparisonTable(table, { metric: "energy distance" }).rows.map(([label]) => label), ["E-TSDM", "mine"]);

  const store = await Store.open(dir.file("store"));
  const run = await planRun(runConfig({ ...base, training: { ...training, treatment: { kind: "e-tsdm" }, seed: 1 } }));
  await executeTask(store, [run], networkExecutor());
  const { scores: { scores, curves } } = await store.result(run.id);
  assertEquals(scores[0].value, values.get("E-TSDM")![1].value);
  assertEquals(
    curves[0].points,
    table.curves.find(({ labels, seed }) => labels.treatment === "mine" && seed === 1)!.points,
  );
});

Deno.test("runTreatments() refuses what comes twice, none at all and a run with a treatment of its own", async () => {
  const ddpm = { kind: "ddpm" } as const;
  await assertRejects(() => runTreatments(base, [ddpm, ddpm]), RangeError, 'the treatment "DDPM" is given twice');
  await assertRejects(() => runTreatments(base, [ddpm], { seeds: [1, 1] }), RangeError, 'the seed "1" is given twice');
  await assertRejects(() => runTreatments(base, []), RangeError, "treatments.length");
  const treated = { ...base, training: { ...training, treatment: { kind: "sigma" } } };
  await assertRejects(() => runTreatments(treated, [ddpm]), RangeError, "the treatment sigma of its own");
});

Deno.test("runTreatments() refuses too few seeds and samples before it trains, and keeps what it has trained", async () => {
  await using dir = await tempDir();
  const mine = (factor: number) => ({ name: "mine", condition: (step: number) => factor * step });
  const heard: number[] = [];
  const options = { store: dir.file("store"), onProgress: (done: number) => void heard.push(done) };
  const ddpm = { kind: "ddpm" } as const, few = { ...options, seeds: [0, 1] };
  await assertRejects(
    () => runTreatments(base, [ddpm, mine(1)], few),
    RangeError,
    "at least 3 seeds, got 2;",
  );
  const one = { ...base, sampler: { ...base.sampler, count: 2 } };
  await assertRejects(() => runTreatments(one, [ddpm], options), RangeError, "it takes at least 3 samples");
  assertEquals(heard, []);
  const first = await runTreatments(base, [mine(1)], { ...options, seeds: [0] });
  assert(heard.includes(20));
  heard.length = 0;
  const again = await runTreatments(base, [mine(1)], { ...options, seeds: [0] });
  // Nothing was trained: the one report is that of the end.
  assertEquals(heard, [20]);
  assertEquals(again.rows[0].value, first.rows[0].value);
  // Another function under the same name is another network.
  const other = await runTreatments(base, [mine(2)], { ...options, seeds: [0] });
  assert(other.rows[0].value !== first.rows[0].value);
});
