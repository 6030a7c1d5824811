import { linear } from "../../../lib/schedules/linear.ts";
import { toyLaws } from "../../../lib/studies/exact/laws.ts";
import { studyIntervalEnds } from "../../../lib/studies/exact/interval_ends.ts";
import { assert, assertAlmostEquals, assertEquals } from "../../assert.ts";

Deno.test("studyIntervalEnds() finds jumps at the ends, and no divergence in them", async () => {
  const [, , points] = toyLaws(), told: number[] = [];
  const { across, travels: [travel], jumps } = await studyIntervalEnds({
    data: [points],
    schedule: linear(),
    until: 0.1,
    intervals: 5,
    end: 0.02,
    finest: 1e-6,
    counts: [1, 5],
    samples: 12,
    tolerance: 1e-4,
    onProgress: (done, total) => void told.push(done / total),
  });
  // Across the end the quotient of a jump grows as 1/Δt; the ideal predictor's has a limit.
  const growth = (curve: typeof across.ideal) => curve[0].estimate.value / curve[3].estimate.value;
  assertAlmostEquals(growth(across.shared), across.shared[3].time / across.shared[0].time, 0.5);
  assertAlmostEquals(growth(across.ideal), 1, 0.05);
  // The perfect E-TSDM travels by its jumps alone, as far as all of them together.
  const five = jumps.find(({ n }) => n === 5)!;
  assertAlmostEquals(travel.shared[0].estimate.value, five.sum.value, 0.05 * five.sum.value);
  // The ideal predictor travels √2 Γ-like further with every factor of t: E√χ²₂ · Δ ln σ, ln σ = ln t / 2.
  const further = travel.ideal[0].estimate.value - travel.ideal[60].estimate.value;
  const factor = Math.log(travel.ideal[60].time / travel.ideal[0].time) / 2;
  assertAlmostEquals(further, Math.sqrt(Math.PI / 2) * factor, 0.5 * factor);
  assert(five.largest.value <= five.sum.value && five.error.value > 0);
  assertEquals(told.at(-1), 1);
});
