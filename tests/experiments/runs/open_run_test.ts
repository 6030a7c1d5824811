import { startBackend } from "../../../lib/backend/choice/start.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { planRun } from "../../../lib/experiments/config/planned_run.ts";
import { runConfig } from "../../../lib/experiments/config/run_config.ts";
import { executeTask } from "../../../lib/experiments/runs/execute_task.ts";
import { networkExecutor } from "../../../lib/experiments/runs/network_executor.ts";
import { openRun } from "../../../lib/experiments/runs/open_run.ts";
import { Store } from "../../../lib/experiments/store/store.ts";
import { openDiffusers } from "../../../lib/pretrained/diffusers/open.ts";
import { writeDiffusers } from "../../../lib/pretrained/diffusers/write.ts";
import { assertEquals, assertLess, assertRejects } from "../../assert.ts";
import { tempDir } from "../../io/temp_dir.ts";

Deno.test("openRun() opens the network of a finished run without its data, ready to be given away", async () => {
  await startBackend("wasm");
  await using dir = await tempDir();
  const run = await planRun(runConfig({
    data: { kind: "pictures", name: "procedural", size: 8, limit: 64 },
    training: {
      network: { kind: "unet", shape: [8, 8, 1], base: 8, multipliers: [1, 2] },
      treatment: { kind: "e-tsdm" },
      steps: 2,
      batch: 8,
    },
    sampler: { evaluations: 2, count: 8, clip: 1 },
  }));
  const store = await Store.open(dir.file("store"));
  assertEquals((await executeTask(store, [run], networkExecutor())).failed, []);
  const { config, trained } = await openRun(store, run.id);
  assertEquals(config, run.config);
  assertEquals([trained.condition(7), trained.condition(25)], [0, 20]);
  await writeDiffusers(dir.file("given"), trained, "given");
  const model = await openDiffusers(dir.file("given"));
  const x = tf.randomNormal([2, 8, 8, 1]), [mine, theirs] = [trained.predict(x, 25), await model.predict(x, 20)];
  const [a, b] = [await mine.data(), await theirs.data()];
  a.forEach((value, i) => assertLess(Math.abs(value - b[i]), 1e-5));
  tf.dispose([x, mine, theirs]);
  trained.dispose();
  model.dispose();
  await assertRejects(() => openRun(store, "0123456789abcdef"), Error);
});
