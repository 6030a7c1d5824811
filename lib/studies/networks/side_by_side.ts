/**
 * Pictures of data beside samples of both methods from the same noise.
 * @module
 */
import { resolve } from "node:path";
import { loadRunData } from "../../experiments/config/run_data.ts";
import type { SweepRow } from "../../experiments/results/sweep_table.ts";
import { keptSamples } from "../../experiments/runs/kept_samples.ts";
import { Store } from "../../experiments/store/store.ts";
import { readSweep } from "../../experiments/sweeps/sweep_config.ts";
import { planSweep } from "../../experiments/sweeps/sweep_plan.ts";
import { Random } from "../../numerics/random.ts";
import { twoDecimals } from "./two_decimals.ts";

/**
 * A row of pictures.
 * @category Studies
 */
export interface SideBySide {
  /** What they are: the data's name, or the treatment's. */
  readonly label: string;
  /** The data's name. */
  readonly data: string;
  /** Their pixels, picture after picture, to two decimals. */
  readonly pictures: readonly number[];
}

/**
 * Reads samples that runs of a sweep kept, below pictures of their data.
 * @param file The sweep's file; a relative path is one from `notebooks/configs`.
 * @param chosen Rows of the runs, in the order in which they are shown.
 * @param shown Pictures in a row.
 * @returns A row of pictures for each kind of data and for each run.
 * @throws {Error} If a run kept no samples, or its data are not on this machine.
 * @category Studies
 */
export async function sideBySide(file: string, chosen: readonly SweepRow[], shown: number): Promise<SideBySide[]> {
  const { runs } = await planSweep(await readSweep(resolve("configs", file))), store = await Store.open();
  const rows: SideBySide[] = [];
  for (const { id, labels: { data, treatment } } of chosen) {
    if (!rows.some((row) => row.data === data)) {
      const { training } = await loadRunData(runs.find(({ labels }) => labels.data === data)!.config.data);
      const some = new Random(0, "shown").permutation(training.count).subarray(0, shown);
      rows.push({ label: data ?? training.name, data, pictures: twoDecimals(await training.batch(some)) });
    }
    rows.push({ label: treatment, data, pictures: twoDecimals(await keptSamples(store, id, shown)) });
  }
  return rows;
}

/**
 * Grey pictures as coloured ones, so that both fit one grid.
 * @param pictures Pixels of either.
 * @param grey How many pixels grey ones have in all.
 * @returns Three channels.
 * @category Studies
 */
export function inColour(pictures: readonly number[], grey: number): readonly number[] {
  return pictures.length === grey ? pictures.flatMap((value) => [value, value, value]) : pictures;
}
