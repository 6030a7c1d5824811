/**
 * Advice: what to do about t = 0, with its cost, computed from a law, a set of points or a network.
 * @module
 */
export { adviceLines, adviceTable, advise, type AdviseOptions, walkSetting } from "./advise.ts";
export { type BestSchedule, bestSchedule } from "./best_schedule.ts";
export { meanRatio } from "./compare.ts";
export { distances as walkDistances } from "./distance.ts";
export { lossByTime } from "./draw.ts";
export type { AdvicePoints } from "./subject.ts";
export { embeddingLikeness, embeddingScale, toldSlopes } from "./tell.ts";
export { transferred, transferVelocity } from "./transfer.ts";
export type { Advice, AdviceSubject } from "./types.ts";
export { eulerWalk } from "./velocity_walk.ts";
export { rowDistances } from "./walks.ts";
