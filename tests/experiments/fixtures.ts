/** Sweeps and jobs for the tests of this folder. */
import { fileURLToPath } from "node:url";
import type { SweepJob } from "../../lib/experiments/sweeps/job.ts";
import { Store } from "../../lib/experiments/store/store.ts";
import { type SweepConfig, sweepConfig } from "../../lib/experiments/sweeps/sweep_config.ts";
import { planSweep, type SweepPlan } from "../../lib/experiments/sweeps/sweep_plan.ts";
import type { SweepTable } from "../../lib/experiments/results/sweep_table.ts";
import { writeTaskList } from "../../lib/experiments/sweeps/task_list.ts";

/** A run of a small perceptron on two Gaussians. */
export const smallRun = {
  data: { kind: "mixture", means: [[-1, 0], [1, 0]], variance: 0.04, count: 256 },
  training: {
    network: { kind: "mlp", shape: [2], hidden: [16], embedding: 8 },
    treatment: { kind: "ddpm" },
    steps: 20,
    batch: 16,
    seed: 0,
  },
  sampler: { name: "DDIM", evaluations: 5, count: 64 },
  metrics: ["energy"],
};

/** DDPM against E-TSDM with a few seeds. */
export function smallSweep(changes: Record<string, unknown> = {}): SweepConfig {
  return sweepConfig({
    name: "small",
    base: smallRun,
    axes: [{
      name: "treatment",
      values: [
        { label: "DDPM", set: { "training.treatment": { kind: "ddpm" } } },
        { label: "E-TSDM", set: { "training.treatment": { kind: "e-tsdm" } } },
      ],
    }],
    seeds: { count: 4 },
    compare: { axis: "treatment", baseline: "DDPM" },
    ...changes,
  });
}

/** A sweep's tasks, to be run by the fake executor in a store in a folder. */
export async function fakeJob(
  folder: string,
  fault = "",
  sweep = smallSweep(),
): Promise<{ job: SweepJob; plan: SweepPlan }> {
  const store = await Store.open(folder), plan = await planSweep(sweep), list = await writeTaskList(store, plan);
  const program = fileURLToPath(new URL("./fake_task.ts", import.meta.url));
  const command = [Deno.execPath(), "run", "-A", "--no-check", program, "--store", folder, "--tasks", list, "--task"];
  const pending = plan.tasks.map((_, i) => i), env = { NEARZERO_FAKE: fault };
  return {
    plan,
    job: { name: "small", store, folder: store.sweepFolder(plan.folder), command, tasks: plan.tasks, pending, env },
  };
}

/** Rows of a table: FCD by treatment, an entry for each seed, all with the same other labels. */
export function scoreRows(values: Record<string, number[]>, labels: Record<string, string> = {}): SweepTable["rows"] {
  return Object.entries(values).flatMap(([treatment, list]) =>
    list.map((value, seed) => ({
      id: [...Object.values(labels), treatment, seed].join(""),
      labels: { ...labels, treatment },
      seed,
      sampler: "DDIM",
      evaluations: 10,
      metric: "FCD",
      value,
      low: null,
      high: null,
      n: 100,
    }))
  );
}

/** A table of FCD by treatment, an entry for each seed, the same for each data set. */
export function fewScores(values: Record<string, number[]>, dataSets: readonly string[]): SweepTable {
  const rows = dataSets.flatMap((data) => scoreRows(values, { data }));
  return {
    sweep: "few",
    about: "",
    runs: rows.length,
    planned: rows.length,
    columns: ["data", "treatment"],
    compare: { axis: "treatment", baseline: "DDPM" },
    provenance: {
      kit: [],
      lock: [],
      commit: [],
      changed: null,
      deno: [],
      machine: [],
      backend: [],
      started: "",
      finished: "",
      seconds: 0,
      together: 1,
      data: [],
    },
    rows,
    curves: [],
  };
}
