/**
 * The explorer: what a reader chose, as an address, as a computation of the exact side and as a notebook's cell.
 * @module
 */
export * from "./cell.ts";
export * from "./chart.ts";
export * from "./charts.ts";
export * from "./draft_schedule.ts";
export * from "./explore.ts";
export * from "./explored.ts";
export * from "./kept.ts";
export * from "./schedule_choice.ts";
export * from "./state.ts";
