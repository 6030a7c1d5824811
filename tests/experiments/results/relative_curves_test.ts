import { relativeCurves } from "../../../lib/experiments/results/relative_curves.ts";
import type { SweepTable } from "../../../lib/experiments/results/sweep_table.ts";
import { assertAlmostEquals, assertEquals, assertThrows } from "../../assert.ts";
import { fewScores } from "../fixtures.ts";

/** A table with an error curve of one interval of time for each seed of DDPM and of E-TSDM. */
function table(plain: (number | null)[], shared: number[]): SweepTable {
  const curves = [["DDPM", plain], ["E-TSDM", shared]] as const;
  return {
    ...fewScores({}, []),
    curves: curves.flatMap(([treatment, values]) =>
      values.map((value, seed) => ({
        id: `${treatment}${seed}`,
        labels: { data: "a", treatment },
        curve: "error",
        unit: "step",
        n: 16,
        seed,
        points: [{ time: 20, until: 40, value, low: null, high: null }],
      }))
    ),
  };
}

Deno.test("relativeCurves() pairs seeds: what both share drops out", () => {
  const plain = [1, 10, 100, 5], [one, ...others] = relativeCurves(table(plain, plain.map((e) => 1.25 * e)), "error");
  assertEquals(others, []);
  assertEquals([one.label, one.seeds], ["E-TSDM", [0, 1, 2, 3]]);
  const [{ time, between, estimate }] = one.points;
  assertEquals([time, between], [30, [20, 40]]);
  for (const value of [estimate.value, estimate.low, estimate.high]) assertAlmostEquals(value, 0.25, 1e-12);
});

Deno.test("relativeCurves() has the mean of the ratios and an interval around it", () => {
  const [{ points: [{ estimate, pValue }] }] = relativeCurves(table([2, 2, 2], [1, 2, 3]), "error");
  assertAlmostEquals(estimate.value, 0, 1e-12);
  assertEquals([estimate.low < -0.5, estimate.high > 0.5, pValue > 0.9], [true, true, true]);
});

Deno.test("relativeCurves() refuses what is not there, too few seeds and ratios that are not finite", () => {
  const few = table([1, 1, 1], [1, 1, 1]);
  assertThrows(() => relativeCurves(few, "eror"), RangeError, 'no curve "eror"');
  assertThrows(() => relativeCurves(few, "error", { baseline: "DDP" }), RangeError, 'no value of "treatment" "DDP"');
  assertThrows(() => relativeCurves(few, "error", { axis: "treat" }), RangeError, 'no axis "treat"');
  assertThrows(() => relativeCurves(table([1, null, 1], [1, 1, 1]), "error"), RangeError, "seed 1 has no finite ratio");
  assertThrows(() => relativeCurves(table([1], [1]), "error"), RangeError);
});
