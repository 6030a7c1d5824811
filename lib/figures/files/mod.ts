/**
 * A figure's files: drawn, described, compared with those that are there, and written.
 * @module
 */
export { compareFigures, readRecord } from "./compare.ts";
export { draw, type Drawing } from "./draw.ts";
export { type Exported, exportFigure, figuresFolder } from "./export.ts";
export type { FigureRecord } from "./record.ts";
