import { oracleSubject } from "../../../lib/lipschitz/oracle_subject.ts";
import { ddpmLinearGrid, gridLevel } from "../../../lib/schedules/grid.ts";
import { flatLaw } from "../../../lib/studies/exact/laws.ts";
import { largestQuotients, predictedQuotient, stepCurves } from "../../../lib/studies/exact/step_size.ts";
import { assertAlmostEquals, assertEquals, assertThrows } from "../../assert.ts";

const grid = ddpmLinearGrid();

Deno.test("predictedQuotient() has the ratios of DDPM's linear schedule", () => {
  // K(t, t + 10) scaled to 24 at t = 0: 24, 12.5, 8.7, 6.7, 5.5, from the published betas.
  const scaled = [0, 10, 20, 30, 40].map((t) =>
    24 * predictedQuotient(grid, 7, t, t + 10) / predictedQuotient(grid, 7, 0, 10)
  );
  [24, 12.5, 8.7, 6.7, 5.5].forEach((value, i) => assertAlmostEquals(scaled[i], value, 0.06));
  assertThrows(() => predictedQuotient(grid, 7, 5, 5), RangeError, "distance");
});

Deno.test("stepCurves() of the ideal predictor of a flat manifold are as predicted", async () => {
  const oracle = flatLaw(256, 16), subject = oracleSubject(oracle, (step) => gridLevel(grid, step));
  const curves = await stepCurves(subject, { deltas: [1, 10], until: 20, samples: 64 });
  assertEquals(curves.map(({ times }) => times.length), [20, 2]);
  for (const { delta, times, values } of curves) {
    values.forEach((value, i) => {
      const predicted = predictedQuotient(grid, 240, times[i], times[i] + delta);
      assertAlmostEquals(value, predicted, 0.02 * predicted);
    });
  }
  assertEquals(largestQuotients(curves), curves.map(({ values }) => values[0]));
});
