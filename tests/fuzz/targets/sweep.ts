import { readSweep } from "../../../lib/experiments/sweeps/sweep_config.ts";
import { planSweep } from "../../../lib/experiments/sweeps/sweep_plan.ts";
import { smallRun } from "../../experiments/fixtures.ts";
import { jsonBytes } from "../dice.ts";
import type { FuzzTarget } from "../target.ts";

const sweep = {
  name: "small",
  base: smallRun,
  axes: [
    { name: "treatment", values: [{ label: "DDPM", set: { "training.treatment": { kind: "ddpm" } } }] },
    { name: "rate", key: "training.optimiser.learningRate", values: [0.001, 0.002] },
  ],
  list: [{ labels: { treatment: "other" }, set: { "training.batch": 8 } }],
  seeds: { from: 0, count: 2 },
  compare: { axis: "treatment", baseline: "DDPM" },
};

export const target: FuzzTarget = {
  name: "sweep",
  file: "sweep.json",
  make: (dice) => jsonBytes(dice, dice.mutated<unknown>(sweep)),
  damage: 0.05,
  async read(_, path) {
    const read = await readSweep(path);
    // Many runs take long, which is no fault.
    if (read.seeds.length < 20) await planSweep(read);
  },
};
