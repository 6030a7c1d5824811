/**
 * Advice: what to do about t = 0, with its cost, computed from a law, a set of points or a network.
 * @module
 */
export * from "./advise.ts";
export * from "./best_schedule.ts";
export * from "./draw.ts";
export * from "./share.ts";
export { adviseStop, findStop, type StopFound, type StopPoint } from "./stop.ts";
export { type AdviceAbout, type AdvicePoints, adviceSubject } from "./subject.ts";
export * from "./tell.ts";
export * from "./transfer.ts";
export * from "./velocity_walk.ts";
export type { WalkChoice, WalkSetting } from "./walks.ts";
export type * from "./types.ts";
