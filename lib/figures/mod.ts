/**
 * Figures for papers: builders from numbers to drawings, one look, export to SVG, PDF, PNG and the numbers behind them.
 * @module
 */
export type { Axis } from "./axis.ts";
export * from "./advice_curves.ts";
export * from "./bars.ts";
export { type Exported, exportFigure } from "./export.ts";
export * from "./estimate_series.ts";
export * from "./heatmap.ts";
export * from "./image_grid.ts";
export * from "./lines.ts";
export * from "./scatter.ts";
export type { Arrangement } from "./panels.ts";
export { palette } from "./theme.ts";
export type * from "./types.ts";
