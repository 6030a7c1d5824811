/**
 * Every metric that configurations name.
 * @module
 */
import { energyEntry } from "./energy.ts";
import type { MetricEntry } from "./entry.ts";
import { fcdEntry, fidEntry } from "./frechet.ts";
import { kcdEntry, kidEntry } from "./kernel.ts";
import { psnrEntry } from "./psnr.ts";
import { slicedWassersteinEntry } from "./sliced_wasserstein.ts";

/** Every metric, in the order of tables. A metric is added by its file and its line here. */
export const metricEntries: readonly MetricEntry[] = [
  energyEntry,
  slicedWassersteinEntry,
  fcdEntry,
  kcdEntry,
  fidEntry,
  kidEntry,
  psnrEntry,
];
