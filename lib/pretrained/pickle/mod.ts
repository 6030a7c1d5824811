/**
 * Pickles as plain data: Python's programs are read and never run.
 * @module
 */
export * from "./read_pickle.ts";
export * from "./values.ts";
