import { pointData } from "../../lib/training/data.ts";
import { assertEquals, assertThrows } from "../assert.ts";

Deno.test("pointData() gives rows by index", () => {
  const data = pointData("points", Float64Array.of(1, 2, 3, 4, 5, 6), 2);
  assertEquals([data.name, data.count, ...data.shape], ["points", 3, 2]);
  assertEquals(data.batch(Uint32Array.of(2, 0)), Float32Array.of(5, 6, 1, 2));
});

Deno.test("pointData() refuses broken rows, no rows and values that are not finite", () => {
  assertThrows(() => pointData("p", new Float64Array(3), 2), TypeError, "rows of dimension 2");
  assertThrows(() => pointData("p", new Float64Array(0), 2), RangeError, "at least one row");
  assertThrows(() => pointData("p", Float64Array.of(0, NaN), 2), RangeError, "points[1]");
});
