import { modelCurves } from "../../lib/figures/model_curves.ts";
import { assertEquals } from "../assert.ts";

const estimate = (value: number) => ({ value, low: value / 2, high: 2 * value, n: 4, confidence: 0.95 });
const curve = (quantity: string, coordinate: string | null, values: number[]) => ({
  quantity,
  coordinate,
  points: values.map((value, i) => ({ time: i, other: i + 1, estimate: estimate(value) })),
});

Deno.test("modelCurves() divides slopes by √d, and leaves out what a log axis cannot show", () => {
  const figure = modelCurves({ name: "a", caption: "A." }, {
    rootDimension: 4,
    curves: [
      curve("K(t, t + 1)", "time", [8, 0, 4]),
      curve("K(t, t + 1)", "logSnr", [2, 2, 2]),
      curve("K(t, t + 1)", "sigma", [2, 2, 2]),
      curve("slope of the embedding", "time", [1, 1, 1]),
      curve("squared error", null, [0.5, 0.25]),
    ],
  }, "step");
  const { panels } = figure.numbers as { panels: { series: { label: string; x: number[]; y: number[] }[] }[] };
  assertEquals(panels.map(({ series }) => series.map(({ label }) => label)), [
    ["K(t, t + 1)"],
    ["K(t, t + 1)"],
    ["K(t, t + 1)"],
    ["squared error"],
  ]);
  assertEquals([panels[0].series[0].x, panels[0].series[0].y], [[1, 3], [2, 1]]);
  assertEquals([panels[3].series[0].x, panels[3].series[0].y], [[0.5, 1.5], [0.5, 0.25]]);
});
