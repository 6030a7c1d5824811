import { storedSweep } from "../../../lib/experiments/results/stored_sweep.ts";
import { pooledEffects } from "../../../lib/studies/networks/pooled_effects.ts";
import { assertAlmostEquals, assertEquals, assertThrows } from "../../assert.ts";

Deno.test("pooledEffects() of the committed samplers are what an independent program found", async () => {
  const table = await storedSweep("pocket/samplers.json", { say: () => {} });
  const metrics = ["FCD", "energy distance"], found = pooledEffects(table, { metrics, by: "budget", over: "method" });
  const [fcd, , , pixels] = found;
  assertEquals(found.map(({ metric, by }) => `${metric} ${by}`), [
    "FCD 10",
    "FCD 20",
    "energy distance 10",
    "energy distance 20",
  ]);
  const percent = ({ value, low, high }: { value: number; low: number; high: number }) =>
    [value, low, high].map((share) => Math.round(1000 * share) / 10);
  assertEquals(fcd.bySeed.map((share) => Math.round(1000 * share) / 10), [-5.9, -5.1, -3.8]);
  assertEquals(percent(fcd.effect), [-4.9, -7.5, -2.3]);
  assertAlmostEquals(fcd.pValue, 0.044, 5e-4);
  assertAlmostEquals(pixels.effect.value, 0.117, 5e-4);
  assertAlmostEquals(pixels.pValue, 0.011, 5e-4);
  assertThrows(() => pooledEffects(table, { metrics: ["FID"], by: "budget", over: "method" }), RangeError, "FID");
});
