import { join } from "node:path";
import { emitPlan } from "../../lib/emit/accelerate/plan.ts";
import { toDiffusers } from "../../lib/emit/accelerate/weights.ts";
import { takeNetwork } from "../../lib/emit/take.ts";
import { planRun } from "../../lib/experiments/config/planned_run.ts";
import { runConfig } from "../../lib/experiments/config/run_config.ts";
import { executeTask } from "../../lib/experiments/runs/execute_task.ts";
import { networkExecutor } from "../../lib/experiments/runs/network_executor.ts";
import { slopeName, STATES_CURVE, TREND_CURVE } from "../../lib/experiments/store/scores.ts";
import { Store } from "../../lib/experiments/store/store.ts";
import { writeSafetensors } from "../../lib/io/formats/safetensors.ts";
import { makeNetwork } from "../../lib/nn/network.ts";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "../assert.ts";
import { tempDir } from "../io/temp_dir.ts";

Deno.test("takeNetwork() brings a run back for every measure; of the losses on the way nothing is known", async () => {
  await using dir = await tempDir();
  const run = await planRun(runConfig({
    data: { kind: "pictures", name: "procedural", size: 8, limit: 16 },
    training: {
      network: { kind: "unet", shape: [8, 8, 1], base: 8, multipliers: [1, 2], groups: 4 },
      steps: 3,
      batch: 4,
    },
    sampler: { count: 4, evaluations: 3 },
    measures: [
      { kind: "lipschitz", pairs: 2, points: 4 },
      { kind: "lipschitz", pairs: 2, points: 4, apart: 20 },
      { kind: "sampler-states", points: 8 },
      { kind: "loss-trend" },
    ],
  }));
  const { network } = emitPlan(run), flat = makeNetwork(network).parameters.initialise(1);
  for (const part of ["unet", "last"]) {
    const file = join(dir.path, "last", part, "diffusion_pytorch_model.safetensors");
    await writeSafetensors(file, toDiffusers(network, flat));
  }
  const made = { run: run.id, network: run.network, step: 3, torch: "2.15.0", diffusers: "0.42.1" };
  await Deno.writeTextFile(dir.file("last/run.json"), JSON.stringify(made));
  const store = await Store.open(dir.file("store"));
  const executor = await takeNetwork(store, run, dir.file("last"), networkExecutor());
  await executeTask(store, [run], executor, { signal: new AbortController().signal });
  const { scores: { curves }, provenance } = await store.result(run.id);
  assertEquals(curves.map(({ curve }) => curve), [slopeName(), slopeName(20), STATES_CURVE, TREND_CURVE]);
  for (const { curve, points } of curves) {
    assert(points.every(({ value }) => curve === TREND_CURVE ? value === null : value !== null), curve);
  }
  assertStringIncludes(provenance.backend!, "; the network by PyTorch 2.15.0, diffusers 0.42.1");
  await assertRejects(
    () => takeNetwork(store, run, dir.file("last"), networkExecutor()),
    RangeError,
    `the store has the network ${run.network} already`,
  );
});
