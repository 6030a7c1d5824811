/**
 * Runs: from options to trained networks, one, several as a stack, or several side by side.
 * @module
 */
export * from "./divergence.ts";
export * from "./seeds.ts";
export * from "./together.ts";
export * from "./train.ts";
export { CellInterruptError } from "../../io/process/cell_interrupt.ts";
export { InterruptError, interruptible, TRY_AGAIN } from "../../io/process/interruptible.ts";
