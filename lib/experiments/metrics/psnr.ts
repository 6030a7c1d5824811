/**
 * The peak signal-to-noise ratio of super-resolution.
 * @module
 */
import { meanPsnr } from "../../metrics/psnr.ts";
import { checkCounts } from "./counts.ts";
import type { MetricEntry } from "./entry.ts";

/** From black to white, in pictures of [−1, 1]. */
export const PEAK = 2;

/** Its entry. */
export const psnrEntry: MetricEntry = {
  name: "psnr",
  source: "10 log₁₀(peak²/MSE) in decibels, against the pictures whose coarse selves were told",
  pictures: true,
  check(count, data) {
    checkCounts("psnr", count, data, 2);
    if (data.references === undefined) {
      throw new RangeError(
        "Cannot measure psnr: it takes samples that were told coarse pictures, by data.superResolution",
      );
    }
  },
  async measure({ samples, size, n, data, seed }) {
    return { metric: "PSNR", interval: meanPsnr(samples, await data.references!(n, seed), size, PEAK, { seed }) };
  },
};
