import { meanCurves } from "../../../lib/experiments/results/mean_curves.ts";
import type { Curve } from "../../../lib/experiments/store/scores.ts";
import { meanInterval } from "../../../lib/numerics/stats.ts";
import { assertEquals, assertThrows } from "../../assert.ts";
import { fewScores } from "../fixtures.ts";

const curves = (values: (number | null)[][], changes: Partial<Curve["points"][0]> = {}) => ({
  ...fewScores({}, []),
  curves: values.map((list, seed) => ({
    id: `${seed}`,
    labels: { data: "a", treatment: "DDPM" },
    curve: "K(t, t′)",
    unit: "step",
    n: 16,
    seed,
    points: list.map((value, i) => ({ time: 10 * i, value, low: null, high: null, ...changes })),
  })),
});

Deno.test("meanCurves() averages over seeds at each time, and puts an interval of time at its middle", () => {
  const [mean, ...others] = meanCurves(curves([[1, 5], [2, 6], [6, 7]]), "K(t, t′)");
  assertEquals(others, []);
  assertEquals([mean.labels, mean.unit, mean.seeds, mean.n], [
    { data: "a", treatment: "DDPM" },
    "step",
    [0, 1, 2],
    16,
  ]);
  assertEquals(mean.points, [
    { time: 0, estimate: meanInterval([1, 2, 6]) },
    { time: 10, estimate: meanInterval([5, 6, 7]) },
  ]);
  const [spans] = meanCurves(curves([[1], [2]], { time: 20, until: 40 }), "K(t, t′)");
  assertEquals(spans.points[0].time, 30);
});

Deno.test("meanCurves() refuses curves that are not there, not finite, of other times or of one seed", () => {
  assertThrows(() => meanCurves(curves([[1], [2]]), "K(t, t')"), RangeError, 'no curve "K(t, t\')"');
  assertThrows(() => meanCurves(curves([[1, 2], [1, null]]), "K(t, t′)"), RangeError, "seed 1 is not finite at 10");
  assertThrows(() => meanCurves(curves([[1, 2], [1]]), "K(t, t′)"), RangeError, "at other times than seed 0");
  assertThrows(() => meanCurves(curves([[1, 2]]), "K(t, t′)"), RangeError);
});
