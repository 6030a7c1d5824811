import { startBackend } from "../../../lib/backend/choice/start.ts";
import { executeTask } from "../../../lib/experiments/runs/execute_task.ts";
import { networkExecutor } from "../../../lib/experiments/runs/network_executor.ts";
import { Store } from "../../../lib/experiments/store/store.ts";
import { readSweep } from "../../../lib/experiments/sweeps/sweep_config.ts";
import { planSweep } from "../../../lib/experiments/sweeps/sweep_plan.ts";
import { procedural } from "../../../lib/datasets/procedural.ts";
import { superResolved } from "../../../lib/studies/networks/super_resolved.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { setEnv, tempDir } from "../../io/temp_dir.ts";

await startBackend("wasm");

const sweep = {
  name: "small",
  base: {
    data: { kind: "pictures", name: "procedural", size: 8, limit: 40, superResolution: 4, heldOut: 8 },
    training: { network: { kind: "unet", shape: [8, 8, 1], base: 8, groups: 4, imageChannels: 1 }, steps: 2, batch: 4 },
    sampler: { evaluations: 2, count: 6 },
    metrics: ["psnr"],
  },
  axes: [{
    name: "treatment",
    values: ["ddpm", "e-tsdm"].map((kind) => ({ label: kind, set: { "training.treatment": { kind } } })),
  }],
  seeds: [0, 1],
};

Deno.test("superResolved() holds what is told against what is true, and shows the samples between them", async () => {
  await using dir = await tempDir();
  using _env = setEnv({ NEARZERO_STORE: dir.file("store") });
  await Deno.writeTextFile(dir.file("small.json"), JSON.stringify(sweep));
  const plan = await planSweep(await readSweep(dir.file("small.json"))), store = await Store.open();
  for (const run of plan.runs) assertEquals((await executeTask(store, [run], networkExecutor())).failed, []);
  const { coarse, rows } = await superResolved(dir.file("small.json"), 3);
  assertEquals(rows.map(({ label, pictures }) => [label, pictures.length]), [
    ["told", 192],
    ["ddpm", 192],
    ["e-tsdm", 192],
    ["true", 192],
  ]);
  const [told, , , truth] = rows.map(({ pictures }) => pictures);
  const mean = (pictures: readonly number[]) => pictures.slice(0, 4).reduce((sum, value) => sum + value, 0) / 4;
  const square = (pictures: readonly number[]) => [0, 1, 2, 3].flatMap((y) => pictures.slice(8 * y, 8 * y + 4));
  assert(Math.abs(mean(square(told)) - square(truth).reduce((a, b) => a + b, 0) / 16) < 0.011);
  const all = procedural(40, 0, 8), held = [...all.batch(Uint32Array.of(0, 5, 10, 15, 20, 25, 30, 35))];
  const [first] = truth;
  assert(held.some((value) => Math.abs(value - first) < 0.006));
  assert(coarse.low < coarse.value && coarse.n === 2);
  const { superResolution: _, ...plain } = sweep.base.data;
  const without = { ...sweep, base: { ...sweep.base, metrics: [], data: plain } };
  await Deno.writeTextFile(dir.file("plain.json"), JSON.stringify(without));
  await assertRejects(() => superResolved(dir.file("plain.json"), 3), TypeError, "its data are not those of super-res");
});
