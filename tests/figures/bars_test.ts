import { assertEquals, assertThrows } from "../assert.ts";
import { bars } from "../../lib/figures/bars.ts";
import { assertDrawing } from "./snapshot.ts";

const info = { name: "bars", caption: "Bars." };
const axes = { x: "schedule", conditions: ["linear", "cosine"], y: { title: "Fréchet distance" } };
const series = [
  { label: "DDPM", values: [9, 7], interval: { low: [8, 6], high: [10, 8] } },
  { label: "E-TSDM", values: [6, 5] },
];

Deno.test("bars() draws what it drew", () => assertDrawing(bars(info, series, axes)));

Deno.test("bars() starts at zero", () => {
  const { layout } = bars(info, [{ label: "a", values: [100, 101] }], axes);
  assertEquals((layout as { yaxis: { range: number[] } }).yaxis.range[0], 0);
});

Deno.test("bars() refuses a bar without a condition", () => {
  assertThrows(
    () => bars(info, [{ label: "a", values: [1] }], axes),
    TypeError,
    'Cannot draw the bars "a": values must have length 2',
  );
});

Deno.test("bars() refuses two conditions, or two methods, of one name: their bars would stand in one place", () => {
  const twice = { ...axes, conditions: ["train", "train"] };
  assertThrows(() => bars(info, series, twice), RangeError, 'Cannot draw bars: the condition "train" is given twice');
  assertThrows(() => bars(info, [series[0], series[0]], axes), RangeError, 'the label "DDPM" is given twice');
});
