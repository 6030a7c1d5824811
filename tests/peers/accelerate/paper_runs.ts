/**
 * The runs of the paper, and what a processor can try of them.
 * @module
 */
import { join } from "node:path";
import { type RunConfig, runConfig } from "../../../lib/experiments/config/run_config.ts";
import { readSweep } from "../../../lib/experiments/sweeps/sweep_config.ts";
import { planSweep } from "../../../lib/experiments/sweeps/sweep_plan.ts";

const paper = new URL("../../../notebooks/configs/paper", import.meta.url).pathname;

/** A run of the paper that a processor can try: pictures of 32 × 32, a narrow network, two steps. */
export function reduced({ data, training, ...rest }: RunConfig): RunConfig {
  if (data.kind !== "pictures" || training.network.kind !== "unet") throw new TypeError("no run on pictures");
  const size = Math.min(32, data.size), { network } = training;
  return {
    ...rest,
    data: { ...data, name: "procedural", split: undefined, limit: 8, size },
    training: {
      ...training,
      network: {
        ...network,
        ...("headWidth" in network ? { headWidth: 8 } : {}),
        shape: [size, size, 3],
        base: 32,
        embedding: 128,
      },
      batch: 4,
      accumulate: 1,
      steps: 2,
    },
  };
}

/** Every run of the paper by its file, and the first of its sweep, which shares no timesteps. */
export async function paperRuns(): Promise<[name: string, RunConfig][]> {
  const all: [string, RunConfig][] = [];
  for await (const { name } of Deno.readDir(paper)) {
    const path = join(paper, name), raw = JSON.parse(await Deno.readTextFile(path));
    if (raw.training !== undefined) all.push([name.replace(".json", ""), runConfig(raw)]);
    else {
      const { runs } = await planSweep(await readSweep(path)), { config } = runs[0];
      all.push([`${name.replace(".json", "")}-${config.training.treatment.kind}`, config]);
    }
  }
  return all;
}
