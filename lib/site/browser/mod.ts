/**
 * What runs in the reader's browser: every page's own few things, the first page's figure and the explorer's form.
 * @module
 */
export * from "./ask.ts";
