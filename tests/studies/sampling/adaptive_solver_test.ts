import { linear } from "../../../lib/schedules/linear.ts";
import { followAdaptively, histogram } from "../../../lib/studies/sampling/adaptive_solver.ts";
import { toyLaws } from "../../../lib/studies/exact/laws.ts";
import { assert, assertEquals } from "../../assert.ts";

Deno.test("followAdaptively() records every evaluation, and more of them where the prediction jumps", async () => {
  const [mixture] = toyLaws();
  const [plain, shared] = await followAdaptively({
    data: [mixture],
    schedule: linear(),
    until: 0.1,
    intervals: 2,
    finest: 1e-4,
    tolerance: 1e-3,
    followed: 4,
  });
  assertEquals([plain.label, shared.label], ["perfect DDPM", "perfect E-TSDM"]);
  for (const { times, evaluations } of [plain, shared]) assertEquals(times.length, evaluations);
  assert(shared.evaluations > plain.evaluations);
});

Deno.test("histogram() counts what lies from an edge up to the next", () => {
  assertEquals(histogram([0, 0.5, 1, 1.5, 2], [0, 1, 2]), [2, 2]);
});
