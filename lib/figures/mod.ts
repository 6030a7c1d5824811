/**
 * Figures for papers: builders from numbers to drawings, one look, export to SVG, PDF, PNG and the numbers behind them.
 * @module
 */
export type { Axis } from "./axis.ts";
export { adviceCurves } from "./advice_curves.ts";
export { type BarAxes, bars, type BarSeries } from "./bars.ts";
export { estimateSeries } from "./estimate_series.ts";
export { type Exported, exportFigure } from "./files/export.ts";
export { type Heat, type HeatAxes, heatmap } from "./heatmap.ts";
export { imageGrid, type PictureGrid, type PictureRow } from "./image_grid.ts";
export { lines } from "./lines.ts";
export { type ModelCurves, modelCurves } from "./model_curves.ts";
export type { Arrangement } from "./panels.ts";
export { type Cloud, scatter, type ScatterAxes } from "./scatter.ts";
export type { Guide, LinePanel, Mark, Series } from "./series.ts";
export { palette, type PaperFont, type PaperWidth } from "./theme.ts";
export type { Figure, FigureInfo } from "./types.ts";
