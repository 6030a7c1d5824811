/**
 * The same slope against another coordinate: whether a blow-up belongs to the predictor or to t.
 * @module
 */
import { checkArguments } from "../numerics/check_arguments.ts";
import type { Level, NoiseLevel } from "../schedules/types.ts";

/**
 * What a slope is taken against.
 * @category Lipschitz estimators
 */
export type Coordinate = "t" | "logSnr" | "sigma";

/**
 * The value of a coordinate at a noise level.
 * @param coordinate Which.
 * @param level The level, with its time.
 * @returns t, λ or σ.
 */
export function coordinateValue(coordinate: Coordinate, level: Level & { readonly t: number }): number {
  checkArguments("coordinateValue", arguments);
  if (coordinate === "t") return level.t;
  return coordinate === "sigma" ? level.sigma : 2 * Math.log(level.alpha / level.sigma);
}

/**
 * The speed |dc/dt| of a coordinate, by which a slope in t is divided to become a slope in c.
 * @param coordinate Which.
 * @param level The level.
 * @returns |dc/dt|.
 */
export function coordinateSpeed(coordinate: Coordinate, level: NoiseLevel): number {
  checkArguments("coordinateSpeed", arguments);
  return Math.abs({ t: 1, logSnr: level.dLogSnr, sigma: level.dSigma }[coordinate]);
}
