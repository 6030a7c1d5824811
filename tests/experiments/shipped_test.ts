/** The configurations that ship. */
import { join } from "node:path";
import { readSweep } from "../../lib/experiments/sweep_config.ts";
import { planSweep } from "../../lib/experiments/sweep_plan.ts";
import { checkout } from "../../lib/io/checkout.ts";
import { makeNetwork } from "../../lib/nn/network.ts";
import { assert, assertEquals } from "../assert.ts";

const folder = join(checkout, "notebooks", "configs");

async function plans(scale: string) {
  const names = ["quality", "robustness", "ablation", "alternatives"];
  return await Promise.all(names.map(async (name) => {
    const plan = await planSweep(await readSweep(join(folder, scale, `${name}.json`)));
    assertEquals(plan.sweep.name, `${scale}_${name}`);
    return plan;
  }));
}

Deno.test("the toy sweeps have ten seeds each, of perceptrons that are trained together", async () => {
  for (const { sweep, runs, tasks } of await plans("toy")) {
    assertEquals([sweep.seeds.length, sweep.together], [10, true]);
    assertEquals(sweep.compare, { axis: "treatment", baseline: "DDPM" });
    assert(tasks.every((task) => task.length === 10));
    assert(runs.every(({ config }) => config.training.network.kind === "mlp"));
  }
});

Deno.test("the pocket sweeps have three seeds each, of U-Nets of at most a million parameters", async () => {
  for (const { sweep, runs } of await plans("pocket")) {
    assertEquals(sweep.seeds.length, 3);
    for (const network of new Set(runs.map(({ config }) => JSON.stringify(config.training.network)))) {
      assert(makeNetwork(JSON.parse(network)).parameters.size <= 1e6);
    }
  }
});

Deno.test("the robustness sweeps hold both times, five schedules and both treatments", async () => {
  for (const scale of ["toy", "pocket"]) {
    const [, { runs, columns }] = await plans(scale);
    assertEquals(columns, ["time", "schedule", "treatment"]);
    assertEquals(new Set(runs.map(({ labels }) => Object.values(labels).join())).size, 2 * 5 * 2);
  }
});
