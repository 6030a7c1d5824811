import { assertEquals, assertThrows } from "../assert.ts";
import { heatmap } from "../../lib/figures/heatmap.ts";
import { assertDrawing } from "./snapshot.ts";

const info = { name: "heatmap", caption: "Heat." };
const heat = { x: [1e-4, 1e-2, 1], y: [0, 1], z: [[1, 10, 100], [1000, 100, 10]] };
const axes = {
  x: { title: "<i>t</i>", scale: "log" },
  y: { title: "<i>x</i>" },
  colour: { title: "‖∂<i>ε</i>‖", scale: "log" },
} as const;

Deno.test("heatmap() draws what it drew", () => assertDrawing(heatmap(info, heat, axes)));

Deno.test("heatmap() centres the colours of a signed quantity on zero", () => {
  const { data } = heatmap(info, { ...heat, z: [[-1, 0, 1], [2, 3, 4]] }, { ...axes, colour: { title: "z" } });
  const { zmin, zmax } = data[0] as { zmin: number; zmax: number };
  assertEquals([zmin, zmax], [-4, 4]);
});

Deno.test("heatmap() frames the cells that it is told, and refuses one that it has not", () => {
  const { layout } = heatmap(info, { ...heat, framed: [{ x: 1e-2, y: 1 }] }, axes);
  const [{ type, x0, x1, y0, y1 }] = (layout as { shapes: Record<string, unknown>[] }).shapes;
  assertEquals([type, x0, x1, y0, y1], ["rect", 1e-3, 0.1, 0.5, 1.5]);
  assertThrows(
    () => heatmap(info, { ...heat, framed: [{ x: 3, y: 1 }] }, axes),
    RangeError,
    "there is no cell at x 3 and y 1 to be framed",
  );
});

Deno.test("heatmap() refuses what is no grid", () => {
  const draw = (change: object) => () => heatmap(info, { ...heat, ...change }, axes);
  assertThrows(draw({ y: [0] }), TypeError, "z must have length 1, got 2");
  assertThrows(draw({ z: [[1, 2, 3], [1]] }), TypeError, "z[1] must have length 3");
  assertThrows(draw({ z: [[1, 2, 3], [1, 0, 1]] }), RangeError, "greater than 0 on a log axis, got 0");
  assertThrows(draw({ x: [1, 1, 2] }), RangeError, 'values along "<i>t</i>" must be at least two and ascend');
});

Deno.test("heatmap() writes what it is given into the cells, one text each", () => {
  const axes = { x: { title: "x" }, y: { title: "y" }, colour: { title: "z" } },
    heat = { x: [1, 2], y: [1, 2], z: [[1, 2], [3, 4]] };
  const { data: [trace] } = heatmap(
    { name: "text", caption: "Text." },
    { ...heat, text: [["a", "b"], ["c", "d"]] },
    axes,
  );
  assertEquals((trace as { text: string[][] }).text, [["a", "b"], ["c", "d"]]);
  assertThrows(
    () => heatmap({ name: "text", caption: "Text." }, { ...heat, text: [["a"], ["b"]] }, axes),
    TypeError,
    "text[0]",
  );
});

Deno.test("heatmap() keeps apart values and places that share their first digits", () => {
  const at = [1.7e9, 1.7e9 + 1], z = [[1 + 1e-9, 1 + 2e-9], [1 + 3e-9, 1 + 4e-9]];
  const { data } = heatmap({ name: "alike", caption: "Alike." }, { x: at, y: at, z }, {
    x: { title: "a" },
    y: { title: "b" },
    colour: { title: "c" },
  });
  const [trace] = data as { x: number[]; z: number[][]; zmin: number; zmax: number }[];
  assertEquals(trace.x, [1.7e9 - 0.5, 1.7e9 + 0.5, 1.7e9 + 1.5]);
  assertEquals(new Set(trace.z.flat()).size, 4);
  assertEquals([trace.zmin < trace.zmax, trace.zmin, trace.zmax], [true, trace.z[0][0], trace.z[1][1]]);
});
