/**
 * The sliced Wasserstein distance of all coordinates.
 * @module
 */
import { FEWEST_SLICED, slicedWasserstein } from "../../metrics/sliced_wasserstein.ts";
import { checkCounts } from "./counts.ts";
import type { MetricEntry } from "./entry.ts";

/** Its entry. */
export const slicedWassersteinEntry: MetricEntry = {
  name: "sliced-wasserstein",
  source: "Bonneel et al. 2015, on all coordinates",
  pictures: false,
  check: (count, data) => checkCounts("sliced-wasserstein", count, data, FEWEST_SLICED),
  async measure({ samples, size, n, data, seed }) {
    const fresh = await data.fresh(n, seed);
    const interval = slicedWasserstein(Float64Array.from(samples), fresh, { dimension: size, seed });
    return { metric: "sliced Wasserstein distance", interval };
  },
};
