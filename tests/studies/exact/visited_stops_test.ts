import { ddpmLinearGrid } from "../../../lib/schedules/grid.ts";
import { toyLaws } from "../../../lib/studies/exact/laws.ts";
import { sampleStops } from "../../../lib/studies/exact/visited_stops.ts";
import { assert, assertEquals } from "../../assert.ts";

const grid = ddpmLinearGrid(), sharing = { until: 20, intervals: 2 }, [, line] = toyLaws();
const ask = { data: [line], grid, sharing, groups: 3, each: 5 };

Deno.test("sampleStops() lets every predictor walk in three ways, and onto the levels that quantised noise keeps", async () => {
  const rows = await sampleStops({ ...ask, count: 200 });
  assertEquals(rows.map(({ told }) => told), ["DDPM: t", "E-TSDM: f(t)", "quantised noise"]);
  const [ideal, shared, quantised] = rows;
  for (const { everywhere, starts, middles } of rows) {
    assert(everywhere.some((value, i) => value !== starts[i]) && starts.some((value, i) => value !== middles[i]));
  }
  // On the levels that remain quantised noise has nothing to guess: it is the ideal predictor.
  quantised.middles.forEach((value, i) => assert(Math.abs(value - ideal.middles[i]) < 1e-9));
  assert(shared.starts.some((value, i) => Math.abs(value - ideal.starts[i]) > 1e-9));
});

Deno.test("sampleStops(): a walk of starts alone is the same everywhere", async () => {
  for (const { everywhere, starts } of await sampleStops({ ...ask, count: 100 })) assertEquals(everywhere, starts);
});
