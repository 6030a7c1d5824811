import { ddpmLinearGrid } from "../../../lib/schedules/grid.ts";
import { samplers } from "../../../lib/samplers/methods/registry.ts";
import { mean } from "../../../lib/numerics/stats.ts";
import { toyLaws } from "../../../lib/studies/exact/laws.ts";
import { compareSamplers, compareSpacings, proposedSpacing } from "../../../lib/studies/sampling/sampler_quality.ts";
import { assert, assertEquals } from "../../assert.ts";

const grid = ddpmLinearGrid(), [, , points] = toyLaws(), size = { groups: 3, each: 40 };
const two = samplers.filter(({ name }) => name === "DDIM" || name === "UniPC-2");

Deno.test("compareSamplers() draws nearer to the data with more evaluations, and counts them", async () => {
  const sharing = { until: 1e-6, intervals: 1 };
  const rows = await compareSamplers({ data: [points], grid, sharing, samplers: two, budgets: [5, 20], ...size });
  assertEquals(rows.map(({ sampler, evaluations }) => [sampler, evaluations]), [["DDIM", 5], ["DDIM", 20], [
    "UniPC-2",
    5,
  ], [
    "UniPC-2",
    20,
  ]]);
  assert(mean(rows[1].plain) < mean(rows[0].plain));
  // Sharing nothing is no sharing.
  for (const { plain, shared } of rows.filter(({ sampler }) => sampler === "DDIM")) assertEquals(plain, shared);
});

Deno.test("proposedSpacing() is even in t for DDIM; compareSpacings() has one distance for each", async () => {
  assertEquals(two.map(proposedSpacing), ["time", "logSnr"]);
  const spacings = ["time", "logSnr"] as const;
  const rows = await compareSpacings({ oracle: points, grid, samplers: two, budget: 5, spacings, ...size });
  assertEquals(rows.map(({ sampler, distances }) => [sampler, distances.length]), [["DDIM", 2], ["UniPC-2", 2]]);
});
