/**
 * The energy distance of all coordinates.
 * @module
 */
import { energyDistance, FEWEST_ENERGY } from "../../metrics/energy_distance.ts";
import { checkCounts } from "./counts.ts";
import type { MetricEntry } from "./entry.ts";

/** The most points that distances between all pairs are taken of. */
const MOST_PAIRED = 4096;

/** Its entry. */
export const energyEntry: MetricEntry = {
  name: "energy",
  source: "Székely & Rizzo 2013, on all coordinates",
  pictures: false,
  check: (count, data) => checkCounts("energy", count, data, FEWEST_ENERGY),
  async measure({ samples, size, n, data, seed }) {
    const some = Float64Array.from(samples.subarray(0, Math.min(n, MOST_PAIRED) * size));
    const interval = energyDistance(some, await data.fresh(Math.min(MOST_PAIRED, 2 * n), seed), size);
    return { metric: "energy distance", interval };
  },
};
