/**
 * Advice: what to do about t = 0, with its cost, computed from a law, a set of points or a network.
 * @module
 */
export { adviceLines, type AdviceRow, adviceTable, advise, type AdviseOptions, walkSetting } from "./advise.ts";
export { type BestSchedule, bestSchedule, type BestScheduleOptions } from "./best_schedule.ts";
export { type DrawSetting, type LossByTime, lossByTime } from "./draw.ts";
export { rowDistances } from "./walks.ts";
export { compareSharings, type Sharing, type SharingFound, type SharingsFound } from "./share.ts";
export { findStop, type StopFound, type StopPoint } from "./stop.ts";
export { type AdviceAbout, type AdvicePoints, adviceSubject } from "./subject.ts";
export { embeddingLikeness, embeddingScale, type TellSetting, type ToldSlope, toldSlopes } from "./tell.ts";
export { type InterpolantLevel, transferred, transferVelocity } from "./transfer.ts";
export { eulerWalk, type VelocityWalkOptions } from "./velocity_walk.ts";
export type { WalkChoice, WalkSetting } from "./walks.ts";
export type { Advice, AdviceCurve, AdviceSubject, AdviceTopic } from "./types.ts";
