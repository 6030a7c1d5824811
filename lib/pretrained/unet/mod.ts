/**
 * The kit's U-Net and the checkpoints of others: which array is which part, carried in both directions.
 * @module
 */
export * from "./links.ts";
export * from "./transfer.ts";
