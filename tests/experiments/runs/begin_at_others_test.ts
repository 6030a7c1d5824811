import { join } from "node:path";
import { startBackend } from "../../../lib/backend/choice/start.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { planRun } from "../../../lib/experiments/config/planned_run.ts";
import { runConfig } from "../../../lib/experiments/config/run_config.ts";
import { executeTask } from "../../../lib/experiments/runs/execute_task.ts";
import { networkExecutor } from "../../../lib/experiments/runs/network_executor.ts";
import { openRun } from "../../../lib/experiments/runs/open_run.ts";
import { Store } from "../../../lib/experiments/store/store.ts";
import { writeDiffusers } from "../../../lib/pretrained/diffusers/write.ts";
import { fineTuning } from "../../../lib/pretrained/first_weights.ts";
import { openPretrained } from "../../../lib/pretrained/open.ts";
import { assert, assertEquals, assertNotEquals } from "../../assert.ts";
import { tempDir } from "../../io/temp_dir.ts";
import { someTrained } from "../../pretrained/some_network.ts";

Deno.test("a run begins at a folder of diffusers, whose weights are part of its identity", async () => {
  await startBackend("wasm");
  await using dir = await tempDir();
  const folder = dir.file("model"), first = someTrained({ down: "stride", up: "convolution" });
  await writeDiffusers(folder, first, "model");
  const config = runConfig({
    data: { kind: "pictures", name: "procedural", size: 8, limit: 64 },
    training: {
      ...fineTuning(folder, await openPretrained(folder)),
      treatment: { kind: "e-tsdm" },
      optimiser: { learningRate: 1e-9, ema: { halfLife: 0 } },
      steps: 1,
      batch: 8,
    },
    sampler: { evaluations: 2, count: 8, clip: 1 },
  });
  const store = await Store.open(dir.file("store")), run = await planRun(config, store.planOptions());
  assertEquals((await executeTask(store, [run], networkExecutor())).failed, []);
  const { trained } = await openRun(run.id, store);
  assertEquals(trained.condition(7), 0);
  trained.weights.forEach((weight, i) => assert(Math.abs(weight - first.weights[i]) < 1e-6));
  // Other weights at the same place are another run.
  const file = join(folder, "unet", "diffusion_pytorch_model.safetensors"), bytes = await Deno.readFile(file);
  bytes[bytes.length - 1] ^= 1;
  await Deno.writeFile(file, bytes);
  assertNotEquals((await planRun(config, store.planOptions())).id, run.id);
  tf.disposeVariables();
});
