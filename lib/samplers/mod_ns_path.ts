/**
 * Mod-NS on any path: a grid's steps or a schedule's times.
 * @module
 */
import { checkNumber } from "../numerics/check.ts";
import { alphaSigmaOfRate, rateOfLogSnr } from "../schedules/from_rate.ts";
import { slowRate } from "../schedules/mod_ns.ts";
import { checkNoise, type NoisePath, type SamplerLevel } from "./noise_path.ts";

/**
 * A path with `modNs`'s reshaping: dα/dtime is 0 at the data, and the path is its own from t̃ on. On a schedule's path it
 * is the reshaped schedule's; on a grid, whose data lie one step before step 0, the steps below t̃ change.
 * @param path The path.
 * @param until t̃, in the path's time: after the finest, at most the noisiest.
 * @returns The reshaped path.
 * @throws {RangeError} If t̃ is out of range.
 * @category Samplers
 */
export function modNsPath(path: NoisePath, until: number): NoisePath {
  const { data, finest, noisiest } = path, span = until - data, name = `Mod-NS ${path.name}`;
  checkNumber("reshape a path", "until", until, finest, noisiest);
  const slowed = (time: number, logSnr: number, dLogSnr: number) => {
    const sigma2 = 1 / (1 + Math.exp(logSnr));
    // dB = −σ² dλ; the curvature is not asked for.
    const rate = { value: rateOfLogSnr(logSnr), slope: -sigma2 * dLogSnr, curvature: 0 };
    return slowRate(rate, (time - data) / span, span);
  };
  const at = (time: number): SamplerLevel => {
    const level = path.at(time);
    if (time >= until) return level;
    const rate = slowed(time, level.logSnr, level.dLogSnr), { alpha, sigma } = alphaSigmaOfRate(rate);
    checkNoise(`walk over the ${name}`, `time ${time}`, { alpha, sigma });
    return { time, alpha, sigma, logSnr: 2 * Math.log(alpha / sigma), dLogSnr: -rate.slope / (sigma * sigma) };
  };
  return {
    ...path,
    name,
    at,
    levelAt(time) {
      const level = path.levelAt(time);
      if (time >= until || level.sigma === 0) return level;
      const { alpha, sigma } = alphaSigmaOfRate(slowed(time, 2 * Math.log(level.alpha / level.sigma), 0));
      return { alpha, sigma };
    },
    timeAt(logSnr) {
      const joint = path.at(until).logSnr;
      if (logSnr <= joint) return path.timeAt(logSnr);
      let low = path.steps === undefined ? NEAREST : finest, high = until;
      checkNumber(`walk over the ${name}`, "logSnr", logSnr, joint, at(low).logSnr);
      // Bisection in ln(time − data), in which λ is almost linear near the data, to the last digit.
      for (let i = 0; i < 100 && low < high; i++) {
        const middle = data + Math.sqrt((low - data) * (high - data));
        if (middle <= low || middle >= high) break;
        if (at(middle).logSnr >= logSnr) low = middle;
        else high = middle;
      }
      return low;
    },
  };
}

/** The least continuous time that is looked at. */
const NEAREST = 1e-150;
