import { assert, assertEquals, assertThrows } from "../assert.ts";
import { lines } from "../../lib/figures/lines.ts";
import type { LinePanel, Series } from "../../lib/figures/series.ts";
import { assertDrawing } from "./snapshot.ts";

const info = { name: "lines", caption: "Curves." };
const t = [1e-4, 1e-2, 1];
const panel: LinePanel = {
  title: "(a)",
  x: { title: "<i>t</i>", scale: "log" },
  y: { title: "‖∂<i>ε</i>‖", scale: "log" },
  series: [
    { label: "linear", x: t, y: [100, 10, 1], band: { low: [-1, 5, 0.5], high: [200, 20, 2] } },
    { label: "cosine", x: t, y: [3, 2, 1], dash: "dash" },
  ],
  guides: [{ slope: -0.5, through: [1e-2, 20], between: [1e-3, 1e-1] }],
  marks: [{ axis: "x", at: 0.1, label: "<i>t̃</i>" }, { axis: "y", at: 1 }],
};

Deno.test("lines() draws what it drew", () => assertDrawing(lines(info, [panel])));

Deno.test("lines() gives a label one colour and one legend entry over all panels", () => {
  const other = { ...panel, series: [{ label: "cosine", x: t, y: t }] };
  const { data } = lines(info, [panel, other]);
  const cosine = (data as Record<string, unknown>[]).filter((trace) => trace.name === "cosine");
  assertEquals(cosine.map((trace) => trace.showlegend), [true, false]);
  assertEquals(new Set(cosine.map((trace) => JSON.stringify((trace.line as { color: string }).color))).size, 1);
});

Deno.test("lines() draws a guide of the slope that it says, and an interval that reaches 0 down to the foot", () => {
  const { data, layout } = lines(info, [panel]);
  const [band, guide] = data as { x: number[]; y: number[] }[];
  assert(Math.abs(Math.log10(guide.y[1] / guide.y[0]) / Math.log10(guide.x[1] / guide.x[0]) + 0.5) < 1e-6);
  const { yaxis } = layout as { yaxis: { range: number[] } };
  assert(Math.abs(Math.log10(band.y.at(-1)!) - yaxis.range[0]) < 1e-6);
});

Deno.test("lines() tells curves apart without colour, unless one says its own dashes", () => {
  const series = ["a", "b", "c"].map((label) => ({ label, x: t, y: t }));
  const dashesOf = (panels: LinePanel[]) =>
    (lines(info, panels).data as { name?: string; line: { dash: string } }[]).filter(({ name }) => name)
      .map(({ line }) => line.dash);
  assertEquals(new Set(dashesOf([{ ...panel, guides: [], series }])).size, 3);
  const own = series.map((one, i) => i === 1 ? { ...one, dash: "dot" as const } : one);
  assertEquals(dashesOf([{ ...panel, guides: [], series: own }]), ["solid", "dot", "solid"]);
});

Deno.test("lines() marks values outside the axis at its end, and draws steps where told", () => {
  const y = { title: "y", range: [0, 1] as [number, number] }, x = { title: "x" };
  const series = [{ label: "a", x: [0, 1, 2, 3], y: [0.5, 7, -2, 1], steps: true }];
  const [curve, marks] = lines(info, [{ x, y, series }]).data as {
    x: number[];
    y: number[];
    line: { shape: string };
    marker: { symbol: string[] };
  }[];
  assertEquals(curve.line.shape, "hvh");
  assertEquals([marks.x, marks.y, marks.marker.symbol], [[1, 2], [1, 0], ["triangle-up", "triangle-down"]]);
  assertEquals(lines(info, [{ x, y: { title: "y" }, series }]).data.length, 1);
});

/** What a test reads of a trace. */
interface Trace {
  readonly name?: string;
  readonly fill?: string;
  readonly line?: { readonly dash?: string; readonly color?: string };
  readonly y: number[];
  readonly hovertemplate?: string;
  readonly customdata?: number[][];
}

const tracesOf = (panels: LinePanel[], more = {}) => lines({ ...info, ...more }, panels).data as Trace[];
const linear = { x: { title: "<i>t</i>" }, y: { title: "slope" } };

Deno.test("lines() says value, interval and N of the point under the pointer", () => {
  const band = { low: [0.5, 1.25], high: [2, 3] }, series = [{ label: "a", x: [0, 1], y: [1, 2], band }];
  const { hovertemplate, customdata } = tracesOf([{ ...linear, series }], { n: 256 }).at(-1)!;
  assertEquals(customdata, [[0.5, 2], [1.25, 3]]);
  const text =
    "<i>t</i>: %{x:.4~g}<br>slope: %{y:.4~g} [%{customdata[0]:.4~g}, %{customdata[1]:.4~g}]<br><i>N</i> = 256";
  assertEquals(hovertemplate, `${text}<extra>a</extra>`);
  const bare = tracesOf([{ ...linear, series: [{ label: "", x: [0], y: [1] }] }])[0];
  assertEquals([bare.hovertemplate, bare.customdata], [
    "<i>t</i>: %{x:.4~g}<br>slope: %{y:.4~g}<extra></extra>",
    undefined,
  ]);
});

Deno.test("lines() has a look of its own for each of eleven curves, and draws steps among curves solid", () => {
  const curves = Array.from({ length: 11 }, (_, i) => ({ label: `${i}`, x: t, y: t }));
  const looks = tracesOf([{ ...linear, series: curves }]).map(({ line }) => `${line!.color} ${line!.dash}`);
  assertEquals(new Set(looks).size, 11);
  // A solid curve would hide what runs beneath it: there is one.
  assertEquals(looks.filter((look) => look.endsWith("solid")).length, 1);
  const steps = (all: boolean) => [{ label: "a", x: t, y: t, steps: all }, { label: "b", x: t, y: t, steps: true }];
  const dashOf = (all: boolean) => tracesOf([{ ...linear, series: steps(all) }]).map(({ line }) => line!.dash);
  assertEquals([dashOf(false), dashOf(true)], [["solid", "solid"], ["solid", "dash"]]);
});

Deno.test("lines() draws no band that is nowhere wider than its curve", () => {
  const bandOf = (width: number) => {
    const band = { low: [-width, 1 - width], high: [width, 1 + width] };
    return tracesOf([{ ...linear, series: [{ label: "a", x: [0, 1], y: [0, 1], band }] }]).filter(({ fill }) => fill)
      .length;
  };
  assertEquals([bandOf(1e-3), bandOf(0.1)], [0, 1]);
});

/** A panel whose curve runs along its guide, so that a label above the guide would cover it. */
const crowded: LinePanel = {
  x: { title: "x", scale: "log" },
  y: { title: "y", scale: "log" },
  series: [{ label: "", x: [1e-8, 1e-4, 1], y: [3e4, 3e2, 3] }],
  guides: [{ slope: -0.5, through: [1e-4, 1e2], between: [1e-8, 1e-1] }],
};

Deno.test("lines() keeps guides on the axis and their labels off the curves", () => {
  const { layout } = lines(info, [crowded]) as unknown as {
    layout: { yaxis: { range: number[] }; annotations: { yanchor: string; xanchor: string; bgcolor?: string }[] };
  };
  assert(layout.yaxis.range[0] < 0.5 && layout.yaxis.range[1] > 4.4, String(layout.yaxis.range));
  const [{ yanchor, xanchor, bgcolor }] = layout.annotations;
  assertEquals([yanchor, xanchor, bgcolor], ["top", "right", undefined]);
  const free = lines(info, [{ ...crowded, series: [{ label: "", x: [1e-8, 1], y: [1e-4, 1e-4] }] }]);
  assertEquals((free.layout as typeof layout).annotations[0].yanchor, "bottom");
});

Deno.test("lines() writes panels of one quantity alike, and gives them one range where told", () => {
  const panelOf = (size: number, title = "difference") => ({
    x: { title: "x" },
    y: { title },
    series: [{ label: "", x: [0, 1], y: [0, size] }],
  });
  const axesOf = (panels: LinePanel[], sameY: boolean) => {
    const { layout } = lines(info, panels, { sameY });
    const { yaxis, yaxis2 } = layout as Record<
      string,
      { title: { text: string }; range: number[]; ticktext: string[] }
    >;
    return [yaxis, yaxis2];
  };
  const [large, small] = axesOf([panelOf(0.01), panelOf(6e-4)], false);
  assertEquals([large.title.text, small.title.text], ["difference", "difference"]);
  assert(small.ticktext.includes("0.0004") && small.range[1] < 1e-3);
  const [one, other] = axesOf([panelOf(0.01), panelOf(6e-4)], true);
  assertEquals([one.range, one.ticktext], [other.range, other.ticktext]);
  const [, own] = axesOf([panelOf(0.01), panelOf(6e-4, "other")], true);
  assertEquals(own.title.text, "other (×10<sup>−4</sup>)");
});

Deno.test("lines() keeps the numbers unrounded", () => {
  const y = new Float64Array([1 / 3, 2 / 3]);
  const { numbers } = lines(info, [{ ...panel, series: [{ label: "a", x: [1, 2], y }] }]);
  assertEquals(numbers, { panels: [{ title: "(a)", series: [{ label: "a", x: [1, 2], y: [1 / 3, 2 / 3] }] }] });
});

Deno.test("lines() refuses curves that cannot be drawn", () => {
  const draw = (series: Series) => () => lines(info, [{ ...panel, series: [series] }]);
  assertThrows(draw({ label: "a", x: t, y: [1] }), TypeError, 'Cannot draw the curve "a": y must have length 3, got 1');
  assertThrows(draw({ label: "a", x: t, y: [1, NaN, 2] }), RangeError, "y[1] must be finite");
  assertThrows(draw({ label: "a", x: t, y: [1, 0, 2] }), RangeError, "greater than 0 on a log axis, got 0");
});

Deno.test("lines() draws points alone, open ones in white, with their bands as bars", () => {
  const series = { label: "", x: [1], y: [2], band: { low: [1], high: [4] }, points: "open" as const };
  const { data } = lines({ name: "points", caption: "Points." }, [{
    x: { title: "x" },
    y: { title: "y" },
    series: [series],
  }]);
  const [trace, ...others] = data as {
    mode: string;
    marker: { color: string };
    error_y: { array: number[]; arrayminus: number[] };
  }[];
  assertEquals([others.length, trace.mode, trace.marker.color], [0, "markers", "white"]);
  assertEquals([trace.error_y.array, trace.error_y.arrayminus], [[2], [1]]);
});
