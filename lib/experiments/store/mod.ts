/**
 * The store: where results lie, under which identity, and who works at them.
 * @module
 */
export { contentId } from "../../io/content_id.ts";
export * from "./identity.ts";
export * from "../../io/lease.ts";
export type { DataProvenance, ProcessProvenance, Provenance } from "./provenance.ts";
export type { Curve, CurvePoint, RunScores, Score } from "./scores.ts";
export { type RunFailure, type RunResult, Store, WEIGHTS_FILE } from "./store.ts";
