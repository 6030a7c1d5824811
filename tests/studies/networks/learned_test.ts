import { storedSweep } from "../../../lib/experiments/results/stored_sweep.ts";
import { ddpmLinearGrid } from "../../../lib/schedules/grid.ts";
import { learnedInSweep, learnedShare, stepOfSigma } from "../../../lib/studies/networks/learned.ts";
import { predictedQuotient } from "../../../lib/studies/exact/step_size.ts";
import { assertAlmostEquals, assertEquals } from "../../assert.ts";

const grid = ddpmLinearGrid();

Deno.test("learnedShare() says yes, no, or that it is not told, by the whole interval", () => {
  const predicted = predictedQuotient(grid, 100, 0, 10), options = { delta: 10, directions: 100 };
  const verdict = (...shares: number[]) =>
    learnedShare(shares.map((share) => share * predicted), grid, options).verdict;
  assertEquals([verdict(0.7, 0.71, 0.69), verdict(0.1, 0.11, 0.09), verdict(0.3, 0.7, 0.5)], ["yes", "no", "not told"]);
  assertAlmostEquals(learnedShare([predicted, predicted], grid, options).share.value, 1);
});

Deno.test("learnedInSweep() finds that the committed networks have not learned the divergence", async () => {
  const table = await storedSweep("pocket/quality.json", { say: () => {} });
  const { MNIST, procedural } = learnedInSweep(table, grid, { MNIST: 256, procedural: 256 });
  assertEquals([MNIST.verdict, procedural.verdict, MNIST.found.n], ["no", "no", 3]);
});

Deno.test("stepOfSigma() is the first step at which the noise is as large", () => {
  // ᾱ after k steps is near 1 − k(1e-4 + …): σ passes .0100 at the first step itself.
  assertEquals([stepOfSigma(grid, 0.009), stepOfSigma(grid, 0.02), stepOfSigma(grid, 2)], [0, 3, 999]);
});
