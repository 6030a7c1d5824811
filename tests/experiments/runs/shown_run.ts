/**
 * A small finished run under a name, as TensorBoard is shown it.
 * @module
 */
import { planRun } from "../../../lib/experiments/config/planned_run.ts";
import { runConfig } from "../../../lib/experiments/config/run_config.ts";
import { executeTask } from "../../../lib/experiments/runs/execute_task.ts";
import { networkExecutor } from "../../../lib/experiments/runs/network_executor.ts";
import { showRuns } from "../../../lib/experiments/runs/tensorboard_runs.ts";
import type { NamedRun } from "../../../lib/experiments/store/names.ts";
import { Store } from "../../../lib/experiments/store/store.ts";
import { assertEquals } from "../../assert.ts";

/** Trains it, measures it, and shows it under `NAME`; the step of its end is 40. */
export async function shownRun(folder: string, name: string): Promise<{ store: Store; named: NamedRun }> {
  const run = await planRun(runConfig({
    data: { kind: "pictures", name: "procedural", size: 8, limit: 64 },
    training: {
      network: { kind: "unet", shape: [8, 8, 1], base: 8, multipliers: [1, 2] },
      treatment: { kind: "e-tsdm" },
      steps: 40,
      batch: 8,
    },
    sampler: { evaluations: 2, count: 16, clip: 1 },
    metrics: ["energy"],
  }));
  const store = await Store.open(folder), named = { name, run: run.id, network: run.network };
  assertEquals((await executeTask(store, [run], networkExecutor())).failed, []);
  await showRuns(store, [named]);
  return { store, named };
}
