/**
 * Super-resolution: what the coarse pictures themselves are worth, and samples beside them.
 * @module
 */
import { resolve } from "node:path";
import { loadRunData, type RunData } from "../../experiments/config/run_data.ts";
import { PEAK } from "../../experiments/metrics/psnr.ts";
import { keptSamples } from "../../experiments/runs/kept_samples.ts";
import { Store } from "../../experiments/store/store.ts";
import { readSweep } from "../../experiments/sweeps/sweep_config.ts";
import { planSweep } from "../../experiments/sweeps/sweep_plan.ts";
import { psnr } from "../../metrics/psnr.ts";
import { type Interval, mean, meanInterval } from "../../numerics/stats.ts";
import { coarsePictures } from "../../training/super_resolution.ts";
import type { SideBySide } from "./side_by_side.ts";
import { twoDecimals } from "./two_decimals.ts";

/**
 * What a sweep's samples are held against.
 * @category Studies
 */
export interface SuperResolved {
  /** The PSNR in decibels of the coarse pictures as they are told, each repeated to the full size: the mean over seeds. */
  readonly coarse: Interval;
  /** Rows of pictures of the first seed: as told, each treatment's, and the true ones. */
  readonly rows: readonly SideBySide[];
}

/**
 * Holds the coarse pictures that the runs of a sweep were told against the true ones, and shows some with their samples.
 * @param file The sweep's file; a relative path is one from `notebooks/configs`.
 * @param shown Pictures in a row.
 * @returns The ratio and the rows.
 * @throws {TypeError} If the sweep's data are not those of super-resolution.
 * @throws {Error} If a run of the first seed kept no samples, or the data are not on this machine.
 * @category Studies
 */
export async function superResolved(file: string, shown: number): Promise<SuperResolved> {
  const { runs, sweep } = await planSweep(await readSweep(resolve("configs", file))),
    [{ config: { data: config, sampler } }] = runs;
  const data = await loadRunData(config);
  if (config.kind !== "pictures" || config.superResolution === undefined || data.references === undefined) {
    throw new TypeError(`Cannot show ${sweep.name}: its data are not those of super-resolution`);
  }
  const { superResolution: factor } = config, store = await Store.open(), [first] = sweep.seeds;
  const pairs = await Promise.all(sweep.seeds.map((seed) => pairOf(data, factor, sampler.count, seed)));
  const size = pairs[0].true.length / sampler.count,
    row = (label: string, pictures: Float32Array): SideBySide => ({
      label,
      data: data.training.name,
      pictures: twoDecimals(pictures.subarray(0, shown * size)),
    });
  const rows = [row("told", pairs[0].told)];
  for (const { id, labels: { treatment }, config: { training: { seed } } } of runs) {
    if (seed === first) rows.push(row(treatment, await keptSamples(store, id, shown)));
  }
  const ratios = pairs.map((pair) => mean(psnr(pair.told, pair.true, size, PEAK)));
  return { coarse: meanInterval(ratios), rows: [...rows, row("true", pairs[0].true)] };
}

/** What the samples of a seed are told, and what they should be. */
async function pairOf({ references, training }: RunData, factor: number, count: number, seed: number) {
  const pictures = await references!(count, seed);
  return { true: pictures, told: coarsePictures(pictures, training.shape, factor) };
}
