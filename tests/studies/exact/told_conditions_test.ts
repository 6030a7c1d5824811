import { ddpmLinearGrid } from "../../../lib/schedules/grid.ts";
import { toyLaws } from "../../../lib/studies/exact/laws.ts";
import { compareConditions, sampleConditions, toldConditions } from "../../../lib/studies/exact/told_conditions.ts";
import { assert, assertAlmostEquals, assertEquals } from "../../assert.ts";

const grid = ddpmLinearGrid(), sharing = { until: 20, intervals: 2 }, [, line] = toyLaws();

Deno.test("compareConditions(): what is told one-to-one costs no error and travels as far; sharing costs some", async () => {
  const rows = await compareConditions({ data: [line], grid, sharing, samples: 12 });
  const named = Object.fromEntries(rows.map((row) => [row.told, row]));
  assertEquals(rows.map(({ told }) => told), toldConditions(grid, sharing).map(({ name }) => name));
  for (const name of ["Remap: √t", "log-SNR", "σ"]) {
    assertEquals(named[name].error.value, 0);
    assertAlmostEquals(named[name].travelled.value, named["DDPM: t"].travelled.value, 1e-9);
    assert(named[name].slope.value < named["DDPM: t"].slope.value);
  }
  assert(named["E-TSDM: f(t)"].error.value > 0 && named["quantised noise"].error.value < 1e-20);
});

Deno.test("sampleConditions() of one-to-one conditions are the ideal predictor's samples", async () => {
  const [{ distances: [plain, shared, , root, logSnr, sigma] }] = await sampleConditions({
    data: [line],
    grid,
    sharing,
    groups: 3,
    each: 5,
  });
  for (const same of [root, logSnr, sigma]) assertEquals(same, plain);
  assert(shared.some((value, i) => value !== plain[i]));
});
