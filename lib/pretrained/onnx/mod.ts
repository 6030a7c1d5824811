/**
 * ONNX files as predictors, through a runtime that is loaded when one is opened.
 * @module
 */
export * from "./description.ts";
export * from "./formula.ts";
export * from "./open.ts";
export * from "./runtime.ts";
