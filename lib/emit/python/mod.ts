/**
 * Plain data and pieces of text as Python.
 * @module
 */
export * from "./literal.ts";
