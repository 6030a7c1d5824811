import { compareSweep } from "../../../lib/experiments/results/compare_sweep.ts";
import { storedSweep } from "../../../lib/experiments/results/stored_sweep.ts";
import { lines } from "../../../lib/figures/lines.ts";
import { evaluationPanels } from "../../../lib/studies/panels/evaluation_panels.ts";
import { assertAlmostEquals, assertEquals, assertThrows } from "../../assert.ts";

const table = await storedSweep("pocket/samplers.json", { say: () => {} }), metric = "FCD";

Deno.test("evaluationPanels() show each sampler's means, and the other treatment's relative to its own baseline", () => {
  const [absolute, relative] = evaluationPanels(table, { metric, method: "method" });
  lines({ name: "drawn", caption: "Drawn." }, [absolute, relative]);
  assertEquals([absolute.series.length, relative.series.length], [36, 18]);
  const [first] = compareSweep(table, { metric }).filter(({ where }) =>
    where.method === "DDIM" && where.budget === "10"
  );
  const curve = absolute.series.find(({ label }) => label === "DDIM, DDPM")!;
  assertEquals([curve.x[0], curve.y[0]], [10, first.baseline.value]);
  const ratio = relative.series.find(({ label }) => label === "DDIM, E-TSDM")!,
    rows = table.rows.filter((row) => row.metric === metric && row.labels.method === "DDIM" && row.evaluations === 10);
  const of = (treatment: string, seed: number) =>
    rows.find(({ labels, seed: own }) => labels.treatment === treatment && own === seed)!.value!;
  const mean = [0, 1, 2].reduce((sum, seed) => sum + of("E-TSDM", seed) / of("DDPM", seed) - 1, 0) / 3;
  assertAlmostEquals(ratio.y[0] as number, mean, 1e-12);
});

Deno.test("evaluationPanels() refuse what the table does not have", () => {
  assertThrows(() => evaluationPanels(table, { metric: "FID", method: "method" }), RangeError, "FID");
  assertThrows(() => evaluationPanels(table, { metric, method: "solver" }), RangeError, "solver");
  const { compare: _, ...plain } = table;
  assertThrows(() => evaluationPanels(plain, { metric, method: "method" }), RangeError, "what is compared");
});
