/** The configurations that ship. */
import { join } from "node:path";
import { startBackend } from "../../lib/backend/choice/start.ts";
import type { PicturesConfig } from "../../lib/experiments/config/data_config.ts";
import { dryRun } from "../../lib/experiments/runs/dry_run.ts";
import { executeTask } from "../../lib/experiments/runs/execute_task.ts";
import { networkExecutor } from "../../lib/experiments/runs/network_executor.ts";
import { planRun } from "../../lib/experiments/config/planned_run.ts";
import { type RunConfig, runConfig } from "../../lib/experiments/config/run_config.ts";
import { Store } from "../../lib/experiments/store/store.ts";
import { readSweep } from "../../lib/experiments/sweeps/sweep_config.ts";
import { planSweep, type SweepPlan } from "../../lib/experiments/sweeps/sweep_plan.ts";
import { checkout } from "../../lib/io/checkout.ts";
import { readJson } from "../../lib/io/read_json.ts";
import { makeNetwork } from "../../lib/nn/network.ts";
import { assert, assertEquals, assertMatch } from "../assert.ts";
import { namesIn, tempDir } from "../io/temp_dir.ts";

await startBackend("wasm");

/** The paper's settings: six sets of pictures, CIFAR-10 in continuous time, super-resolution. */
const PAPER = [
  "ffhq",
  "celeba_hq",
  "afhq_cat",
  "afhq_wild",
  "lsun_church",
  "lsun_cat",
  "cifar10_continuous",
  "super_resolution",
];

const folder = join(checkout, "notebooks", "configs");

/** The sweeps of a folder by name; a file without a base is a single run. */
async function plans(scale: string): Promise<Map<string, SweepPlan>> {
  const all = new Map<string, SweepPlan>();
  for (const name of await namesIn(join(folder, scale))) {
    const path = join(folder, scale, name), stem = name.slice(0, -".json".length);
    if (!("base" in (await readJson(path) as object))) continue;
    const plan = await planSweep(await readSweep(path));
    assertEquals(plan.sweep.name, `${scale}_${stem}`);
    all.set(stem, plan);
  }
  return all;
}

Deno.test("the toy sweeps have ten seeds each, of perceptrons that are trained together", async () => {
  for (const { sweep, runs, tasks } of (await plans("toy")).values()) {
    assertEquals([sweep.seeds.length, sweep.together], [10, true]);
    assertEquals(sweep.compare, { axis: "treatment", baseline: "DDPM" });
    assert(tasks.every((task) => task.length === 10));
    assert(runs.every(({ config }) => config.training.network.kind === "mlp"));
  }
});

Deno.test("the sweeps of longer training are of one kind of network, the size that the study of sizes chose", async () => {
  const all = await plans("learned"), networkOf = ({ config }: { config: RunConfig }) => config.training.network;
  const names = ["data", "evaluations", "judged", "length", "longest", "size", "stops", "super_resolution"];
  assertEquals([...all.keys()], names);
  const sizes = all.get("size")!.runs.map((run) => JSON.stringify(networkOf(run)));
  assertEquals(new Set(sizes).size, sizes.length);
  for (const name of ["evaluations", "length", "longest", "stops"]) {
    const { runs, sweep } = all.get(name)!, networks = new Set(runs.map((run) => JSON.stringify(networkOf(run))));
    assertEquals(networks.size, 1);
    assert(sizes.includes([...networks][0]));
    const compare = name === "stops" ? ["stops", "everywhere"] : ["treatment", "DDPM"];
    assertEquals(sweep.compare, { axis: compare[0], baseline: compare[1] });
  }
});

Deno.test("the pocket sweeps have three seeds each, of U-Nets of at most a million parameters", async () => {
  for (const { sweep, runs } of (await plans("pocket")).values()) {
    assertEquals(sweep.seeds.length, 3);
    for (const network of new Set(runs.map(({ config }) => JSON.stringify(config.training.network)))) {
      assert(makeNetwork(JSON.parse(network)).parameters.size <= 1e6);
    }
  }
});

Deno.test("the robustness sweeps hold both times, five schedules (on pictures two) and both treatments", async () => {
  for (const [scale, schedules] of [["toy", 5], ["pocket", 2]] as const) {
    const { runs, columns } = (await plans(scale)).get("robustness")!;
    assertEquals(columns, ["time", "schedule", "treatment"]);
    assertEquals(new Set(runs.map(({ labels }) => Object.values(labels).join())).size, 2 * schedules * 2);
  }
});

/** A run of the paper's made small: a U-Net of eighths of the width and pictures of an eighth of the side, drawn. */
function reduced({ data, training, sampler }: RunConfig): RunConfig {
  const { network } = training, { size, superResolution } = data as PicturesConfig;
  assert(network.kind === "unet");
  const side = Math.max(16, size / 8), shrink = size / side;
  return runConfig({
    data: { kind: "pictures", name: "procedural", size: side, channels: 3, limit: 4, superResolution },
    training: {
      ...training,
      network: {
        ...network,
        shape: [side, side, 3],
        attention: network.attention.map((height) => height / shrink),
        base: 8,
        groups: 8,
        headWidth: network.headWidth === undefined ? undefined : 8,
        embedding: 32,
      },
      steps: 2,
      batch: 2,
      accumulate: 2,
    },
    sampler: { ...sampler, evaluations: 2, count: 2 },
  });
}

for (const name of PAPER) {
  Deno.test(`paper/${name} is validated, and executed for two steps at reduced width and size`, async () => {
    await using dir = await tempDir();
    const config = runConfig(await readJson(join(folder, "paper", `${name}.json`))), { network } = config.training;
    assert(makeNetwork(network).parameters.size > (name === "cifar10_continuous" ? 3e7 : 2.5e8));
    assertMatch(
      dryRun(await planRun(config)),
      /^parameters {3}[\d,]+\nmemory {7}[\d.]+ [MG]B on each device, estimated, of which\n +[\d.]+ [MG]B for parameters/m,
    );
    const store = await Store.open(dir.path), run = await planRun(reduced(config));
    assertEquals((await executeTask(store, [run], networkExecutor())).failed, []);
    const log = await Deno.readTextFile(join(store.networkFolder(run.network), "metrics.jsonl"));
    assertEquals(JSON.parse(log.trimEnd().split("\n").at(-1)!).step, 2);
  });
}

Deno.test("paper/quality compares all six sets of pictures at 256 × 256", async () => {
  const { runs, columns } = (await plans("paper")).get("quality")!;
  assertEquals(columns, ["data", "treatment", "sampling"]);
  const sets = new Set(runs.map(({ config }) => (config.data as PicturesConfig).name));
  assertEquals([...sets], PAPER.slice(0, 6).map((name) => name.replace("_", "-")));
});
