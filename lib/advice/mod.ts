/**
 * Advice: what to do about t = 0, with its cost, computed from a law, a set of points or a network.
 * @module
 */
export * from "./best_schedule.ts";
export { adviceSubject, type AdviceAbout, type AdvicePoints } from "./subject.ts";
export * from "./transfer.ts";
export type * from "./types.ts";
