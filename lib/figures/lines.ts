/**
 * Curves: with bands of confidence, on linear or log axes, against lines of a known slope, in one panel or several.
 * @module
 */
import type { Data } from "plotly.js-dist";
import { checkFinite, checkLength } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { placeAxis } from "./axis.ts";
import { bandTrace, beyondTrace, type CurveAxes, curveTrace } from "./curve.ts";
import { makeFigure } from "./figure.ts";
import { drawGuide, drawMark, guideEnds, spotsOf } from "./guides.ts";
import { type Arrangement, axisName, panelAxes, panelHeight, panelTitle, placePanels } from "./panels.ts";
import type { LinePanel, Series } from "./series.ts";
import type { Figure, FigureInfo } from "./types.ts";
import { placeVertical } from "./vertical.ts";

/**
 * Draws curves.
 *
 * @example A curve on logarithmic axes
 * ```ts
 * import assert from "node:assert/strict";
 * import { lines } from "nearzero/figures";
 *
 * const figure = lines({ name: "example", caption: "An example.", n: 1, seeds: [0] }, [{
 *   x: { title: "<i>t</i>", scale: "log" },
 *   y: { title: "slope", scale: "log" },
 *   series: [{ label: "√t", x: [1e-4, 1e-2, 1], y: [1e-2, 1e-1, 1] }],
 * }]);
 * assert.equal(figure.name, "example"); // `await show(figure)` in a notebook
 * ```
 *
 * @param info Name, caption and provenance.
 * @param panels The panels, row by row.
 * @param arrangement How to arrange them.
 * @returns The figure; its numbers are `panels[i].series[j]` with `label`, `x`, `y` and, where given, `low` and `high`.
 * @throws {TypeError} If lengths differ.
 * @throws {RangeError} If a value is not finite, or not greater than 0 on a log axis.
 * @category Figures
 */
export function lines(info: FigureInfo, panels: readonly LinePanel[], arrangement: Arrangement = {}): Figure {
  checkArguments("lines", arguments);
  for (const panel of panels) panel.series.forEach(checkSeries);
  const names = [...new Set(panels.flatMap((panel) => panel.series.map((series) => series.label)))].filter(Boolean);
  const legend = names.length > 1 ? names : [];
  const vertical = placeVertical(
    panels.map((panel) => ({ axis: panel.y, values: heights(panel) })),
    panelHeight(arrangement),
    arrangement.sameY ?? false,
  );
  const page = placePanels({
    count: panels.length,
    labelWidth: Math.max(...vertical.map((axis) => axis.labelWidth)),
    legend,
    titled: panels.some((panel) => panel.title !== undefined),
  }, arrangement);
  const data: Data[] = [], annotations: object[] = [], shapes: object[] = [];
  const layout: Record<string, unknown> = { ...page.layout, annotations, shapes };
  const inLegend = new Set<string>(), all = panels.flatMap(({ series }) => series);
  const ownDashes = all.some(({ dash }) => dash !== undefined), onlySteps = all.every(({ steps }) => steps);
  panels.forEach((panel, index) => {
    const { series, guides = [], marks = [] } = panel, place = page.panels[index];
    const x = placeAxis(panel.x, series.flatMap((one) => Array.from(one.x)), "x", place.width), y = vertical[index];
    Object.assign(layout, panelAxes(index, place, x.layout, y.layout));
    if (panel.title !== undefined) annotations.push(panelTitle(panel.title, place));
    const on = { xaxis: axisName("x", index), yaxis: axisName("y", index) };
    const titles = { x: panel.x.title, y: panel.y.title };
    const axes: CurveAxes = { x, y, titles, height: place.height, n: info.n };
    const looks = series.map((one, i) => one.colour ?? Math.max(0, one.label ? names.indexOf(one.label) : i));
    series.forEach((one, i) => {
      const band = one.band && !one.points && bandTrace(one, looks[i], axes);
      if (band) data.push({ ...band, ...on });
    });
    const own = spotsOf(series, x, y, place), at = { x, y, size: place, index };
    for (const guide of guides) {
      const [trace, text] = drawGuide(guide, { ...at, curves: own });
      data.push({ ...trace, ...on });
      annotations.push(text);
    }
    series.forEach((one, i) => {
      const first = legend.includes(one.label) && !inLegend.has(one.label);
      inLegend.add(one.label);
      const dashed = !ownDashes && (!one.steps || onlySteps);
      data.push({
        ...curveTrace(one, { look: looks[i], dashed }, axes),
        ...on,
        legendgroup: one.label,
        showlegend: first,
      });
      const beyond = beyondTrace(one, looks[i], axes);
      if (beyond !== undefined) data.push({ ...beyond, ...on, legendgroup: one.label, showlegend: false });
    });
    const log = { x: panel.x.scale === "log", y: panel.y.scale === "log" };
    const drawn = [...own, ...spotsOf(guides.map((guide) => guideEnds(guide, log)), x, y, place)];
    for (const mark of marks) {
      const [shape, text] = drawMark(mark, { ...at, curves: drawn });
      shapes.push(shape);
      if (text !== undefined) annotations.push(text);
    }
  });
  return makeFigure(info, {
    data,
    layout,
    width: page.width,
    height: page.height,
    numbers: {
      panels: panels.map((panel) => ({
        ...(panel.title !== undefined && { title: panel.title }),
        series: panel.series.map(seriesNumbers),
      })),
    },
  });
}

function checkSeries({ label, x, y, band }: Series): void {
  const action = `draw the curve "${label}"`;
  const arrays = { x, y, ...(band && { "band.low": band.low, "band.high": band.high }) };
  for (const [name, values] of Object.entries(arrays)) {
    checkLength(action, name, values, x.length);
    checkFinite(action, name, values);
  }
}

/** All that a panel's vertical axis should hold; ends of intervals that a log axis cannot show do not count. */
function heights({ series, guides = [], x, y }: LinePanel): number[] {
  const log = { x: x.scale === "log", y: y.scale === "log" };
  const ends = series.flatMap(({ band }) => band ? [...Array.from(band.low), ...Array.from(band.high)] : []);
  return [
    ...series.flatMap((one) => Array.from(one.y)),
    ...(log.y ? ends.filter((end) => end > 0) : ends),
    ...guides.flatMap((guide) => guideEnds(guide, log).y),
  ];
}

function seriesNumbers({ label, x, y, band }: Series): Record<string, unknown> {
  const interval = band && { low: Array.from(band.low), high: Array.from(band.high) };
  return { label, x: Array.from(x), y: Array.from(y), ...interval };
}
