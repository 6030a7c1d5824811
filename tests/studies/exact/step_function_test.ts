import { ddpmLinearGrid } from "../../../lib/schedules/grid.ts";
import { toyLaws } from "../../../lib/studies/exact/laws.ts";
import { followSteps, largestBelow } from "../../../lib/studies/exact/step_function.ts";
import { assert, assertEquals } from "../../assert.ts";

Deno.test("followSteps() of a perfect E-TSDM are 0 but at the ends; largestBelow() finds the largest", async () => {
  const [, line] = toyLaws(), sharing = { until: 20, intervals: 2 };
  const [{ data, ideal, shared }] = await followSteps({
    data: [line],
    grid: ddpmLinearGrid(),
    sharing,
    steps: 25,
    samples: 16,
  });
  assertEquals(data, "line in space");
  shared.curve.slice(0, 20).forEach(({ time, estimate }) => {
    assertEquals(estimate.value > 0, time === 9 || time === 19);
  });
  // Beyond t̃ both are the same.
  assertEquals(shared.curve.slice(20), ideal.curve.slice(20));
  const largest = largestBelow(ideal.curve, 20);
  assert(ideal.curve.every(({ estimate }) => estimate.value <= largest.value));
  assertEquals(largestBelow([1, 3, 2].map((value, time) => ({ time, estimate: { ...largest, value } })), 2).value, 3);
});
