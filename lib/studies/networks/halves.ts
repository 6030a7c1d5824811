/**
 * What a distance between samples and data can be at best: that between two halves of the data.
 * @module
 */
import { startBackend } from "../../backend/choice/start.ts";
import { planRun } from "../../experiments/config/planned_run.ts";
import { type RunConfig, runConfig } from "../../experiments/config/run_config.ts";
import { loadRunData } from "../../experiments/config/run_data.ts";
import type { SweepTable } from "../../experiments/results/sweep_table.ts";
import { extractorsOf } from "../../experiments/measures/extractors.ts";
import { Store } from "../../experiments/store/store.ts";
import { featuresOfPictures } from "../../metrics/features.ts";
import { frechetDistance } from "../../metrics/frechet.ts";
import { gather } from "../../metrics/kernels/rows.ts";
import { momentsOf } from "../../metrics/moments.ts";
import { Random } from "../../numerics/random.ts";
import { type Interval, meanInterval } from "../../numerics/stats.ts";

/**
 * FCD between two disjoint halves of a set of pictures, by the classifier that its runs are scored with.
 * @param base A run of the set as it may be written.
 * @param splits How many random splits, at least two; 5 unless told.
 * @returns The mean, with Student's interval over the splits, and the backend that the classifier ran on.
 * @throws {TypeError} If the data are not pictures.
 * @category Studies
 */
export async function halvesDistance(base: RunConfig | Record<string, unknown>, splits: number = 5): Promise<{
  readonly distance: Interval;
  readonly backend: string;
}> {
  const { config, content } = await planRun(runConfig(base)),
    data = await loadRunData(config.data),
    { pictures } = data;
  if (pictures === undefined) {
    throw new TypeError(`Cannot take the distance between halves: ${data.training.name} are no pictures`);
  }
  const { name: backend } = await startBackend();
  using extractors = extractorsOf({ data: config.data, content }, data, (await Store.open()).sharedFolder);
  const extractor = await extractors.classifier(), { dimension } = extractor;
  const features = await featuresOfPictures(pictures, extractor), half = Math.floor(pictures.count / 2);
  const found: number[] = [];
  for (let split = 0; split < splits; split++) {
    const order = new Random(split, "halves").permutation(pictures.count);
    const halves = [order.subarray(0, half), order.subarray(half, 2 * half)];
    const [one, other] = await Promise.all(
      halves.map((rows) => momentsOf(gather(features, dimension, rows), dimension)),
    );
    found.push(frechetDistance(one, other).distance);
  }
  return { distance: meanInterval(found), backend };
}

/**
 * Distances of samples beside that of two halves of the data, a row for each run.
 * @param table A sweep of one seed, scored by one metric.
 * @param halves The distance between two halves.
 * @returns Rows and titles, as `showTable` takes them: labels, the distance, that of the halves and how many times it is that.
 * @category Studies
 */
export function besideHalves(
  { rows, columns }: SweepTable,
  halves: Interval,
): { rows: (string | number | Interval)[][]; columns: string[] } {
  return {
    rows: rows.map(({ labels, value, low, high, n }) => [
      ...columns.map((column) => labels[column]),
      { value: value!, low: low!, high: high!, n, confidence: 0.95 },
      halves,
      value! / halves.value,
    ]),
    columns: [...columns, `${rows[0].metric} [95 %]`, "of two halves [95 %]", "ratio"],
  };
}
