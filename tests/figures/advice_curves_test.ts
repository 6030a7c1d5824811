import { adviceCurves } from "../../lib/figures/advice_curves.ts";
import { assertEquals, assertThrows } from "../assert.ts";

const info = { name: "advice", caption: "Advice." }, axes = { x: "t", y: "error" };
const curve = (x: number[], y: number[]) => ({ label: "curve", x, y });

Deno.test("adviceCurves() draws a panel for each advice that has curves, on log axes where values span decades", () => {
  const figure = adviceCurves(info, [
    { topic: "stop", curves: [curve([1e-3, 0.1], [1, 2])], axes },
    { topic: "schedule", curves: [], axes },
    { topic: "tell", curves: [curve([-1, 5], [0.01, 3])], axes },
  ]);
  const layout = figure.layout as Record<string, { type?: string }>;
  assertEquals([layout.xaxis, layout.yaxis, layout.xaxis2, layout.yaxis2].map((axis) => axis.type === "log"), [
    true,
    false,
    false,
    true,
  ]);
});

Deno.test("adviceCurves() refuses advice without a curve", () => {
  assertThrows(
    () => adviceCurves(info, [{ topic: "schedule", curves: [], axes }]),
    RangeError,
    "none of it has a curve",
  );
});
