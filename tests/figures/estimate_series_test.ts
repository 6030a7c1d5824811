import { assertEquals } from "../assert.ts";
import { estimateSeries } from "../../lib/figures/estimate_series.ts";

const estimate = (value: number) => ({ value, low: value - 1, high: value + 2, n: 5, confidence: 0.95 });

Deno.test("estimateSeries() draws values at their times with the intervals as band", () => {
  const series = estimateSeries("K", [{ time: 1, estimate: estimate(10) }, { time: 3, estimate: estimate(20) }]);
  assertEquals(series, { label: "K", x: [1, 3], y: [10, 20], band: { low: [9, 19], high: [12, 22] } });
});

Deno.test("estimateSeries() draws over another coordinate and keeps the style", () => {
  const { x, dash } = estimateSeries("K", [{ time: 2, estimate: estimate(0) }], { at: (t) => t * t, dash: "dot" });
  assertEquals([x, dash], [[4], "dot"]);
});
