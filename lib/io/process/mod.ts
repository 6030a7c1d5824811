/**
 * Processes: how they are told to end, and what they leave behind.
 * @module
 */
export { InterruptError, interruptible, TRY_AGAIN } from "./interruptible.ts";
