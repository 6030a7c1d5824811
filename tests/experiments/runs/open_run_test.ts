import { join } from "node:path";
import { startBackend } from "../../../lib/backend/choice/start.ts";
import { planRun } from "../../../lib/experiments/config/planned_run.ts";
import { runConfig } from "../../../lib/experiments/config/run_config.ts";
import { executeTask } from "../../../lib/experiments/runs/execute_task.ts";
import { keptSamples } from "../../../lib/experiments/runs/kept_samples.ts";
import { networkExecutor } from "../../../lib/experiments/runs/network_executor.ts";
import { openRun } from "../../../lib/experiments/runs/open_run.ts";
import { SHEET_FILE } from "../../../lib/experiments/runs/sheet_file.ts";
import { nameRuns } from "../../../lib/experiments/store/names.ts";
import { Store } from "../../../lib/experiments/store/store.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { tempDir } from "../../io/temp_dir.ts";

await startBackend("wasm");

Deno.test("openRun() gives a finished run by name or identity, and draws its own samples again", async () => {
  await using dir = await tempDir();
  const run = await planRun(runConfig({
    data: { kind: "pictures", name: "procedural", size: 8, limit: 32 },
    training: { network: { kind: "unet", shape: [8, 8, 1], base: 8, multipliers: [1, 2] }, steps: 2, batch: 8 },
    sampler: { evaluations: 2, count: 6, clip: 1 },
  }));
  const store = await Store.open(dir.path);
  assertEquals((await executeTask(store, [run], networkExecutor())).failed, []);
  await nameRuns(store, [{ name: "small", run: run.id, network: run.network }]);
  const kept = await keptSamples(store, run.id, 6);
  for (const name of ["small", run.id, run.id.slice(0, 6)]) {
    using opened = await openRun(name, store);
    assertEquals([opened.id, opened.config.sampler.count], [run.id, 6]);
    assertEquals(opened.plan.evaluations, 2);
    assertEquals(opened.data.training.count, 32);
    assertEquals(await opened.draw(), kept);
  }
  const png = await Deno.readFile(join(store.runFolder(run.id), SHEET_FILE));
  assertEquals([...png.subarray(1, 4)], [..."PNG"].map((c) => c.charCodeAt(0)));
  await assertRejects(() => openRun("smal", store), RangeError, 'did you mean "small"?');
  const empty = await Store.open(dir.file("empty"));
  await assertRejects(() => openRun("small", empty), RangeError, "Cannot open ");
  assert(true);
});
