import { changes, formatInterval, isDistinguishable, meanCurve, meanRatio } from "../../lib/advice/compare.ts";
import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";

Deno.test("meanRatio() pairs rows: what all rows share leaves no doubt", () => {
  const b = Float64Array.from({ length: 40 }, (_, i) => 1 + i),
    { value, low, high } = meanRatio(b.map((x) => 1.5 * x), b, 0);
  for (const found of [value, low, high]) assertAlmostEquals(found, 1.5, 1e-6);
  assertAlmostEquals(meanRatio(new Float64Array(8), new Float64Array(8), 0).value, 1, 0);
});

Deno.test("isDistinguishable() asks for a loss beyond one per cent, changes() for one either way", () => {
  assertEquals([1.02, 1.005, 0.9].map((low) => isDistinguishable({ low })), [true, false, false]);
  const ends: [number, number][] = [[1.02, 2], [0.99, 1.2], [0.5, 0.98], [0.5, 0.995], [1, 1]];
  assertEquals(ends.map(([low, high]) => changes({ low, high })), [true, false, true, false, false]);
});

Deno.test("meanCurve() has the means with bands about them, without the places where all is 0", () => {
  const rows = [[1, 2, 3, 6], [0, 0, 0, 0], [4, 4, 4, 4]], curve = meanCurve("root", [1, 2, 3], rows, 0, Math.sqrt);
  assertEquals([curve.label, curve.x], ["root", [1, 3]]);
  assertAlmostEquals(curve.y[0], Math.sqrt(3), 1e-15);
  const { low, high } = curve.band!;
  assert(low[0] < curve.y[0] && curve.y[0] < high[0]);
  assertEquals([low[1], curve.y[1], high[1]], [2, 2, 2]);
  assertEquals(formatInterval({ value: 1.23456, low: 1, high: 20000 }), "1.23 [1, 20000]");
});
