import { assertEquals, assertThrows } from "../assert.ts";
import { scatter } from "../../lib/figures/scatter.ts";
import { assertDrawing } from "./snapshot.ts";

const info = { name: "scatter", caption: "Points." };
const axes = { x: { title: "a" }, y: { title: "b" }, identity: true };
const clouds = [
  { label: "native", x: [0, 1, 2], y: [0, 1.5, 2], interval: { low: [-1, 1, 1], high: [1, 2, 3] } },
  { label: "wasm", x: [0, 1], y: [1, 0] },
];

Deno.test("scatter() draws what it drew", () => assertDrawing(scatter(info, clouds, axes)));

Deno.test("scatter() keeps the numbers", () => {
  assertEquals(scatter(info, clouds, axes).numbers, {
    clouds: [{ label: "native", x: [0, 1, 2], y: [0, 1.5, 2], low: [-1, 1, 1], high: [1, 2, 3] }, clouds[1]],
  });
});

Deno.test("scatter() refuses points without a place", () => {
  assertThrows(
    () => scatter(info, [{ label: "a", x: [1], y: [1, 2] }], axes),
    TypeError,
    'points "a": y must have length 1',
  );
  assertThrows(() => scatter(info, [{ label: "a", x: [1], y: [Infinity] }], axes), RangeError, "y[0] must be finite");
});

Deno.test("scatter() refuses two kinds of one label", () => {
  assertThrows(() => scatter(info, [clouds[1], clouds[1]], axes), RangeError, 'the label "wasm" is given twice');
});

Deno.test("scatter() keeps points apart that share their first digits", () => {
  const y = [1e8, 1e8 + 1, 1e8 + 2], { data } = scatter(info, [{ label: "a", x: y, y }], { ...axes, identity: false });
  assertEquals((data as { x: number[]; y: number[] }[])[0].y, y);
  assertEquals((data as { x: number[]; y: number[] }[])[0].x, y);
});
