/**
 * Float64 numerics: counter-based random numbers, special functions, statistics and small linear algebra.
 * @module
 */
export { smallestTold } from "./power.ts";
export { Random } from "./random.ts";
export { linearSpace, logSpace } from "./ranges.ts";
export {
  bootstrap,
  type BootstrapOptions,
  comparePaired,
  fitSlope,
  holm,
  type Interval,
  type Line,
  mean,
  meanInterval,
  type PairedComparison,
  quantile,
  variance,
} from "./stats.ts";
