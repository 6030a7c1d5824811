import { startBackend } from "../../../lib/backend/choice/start.ts";
import { identityCondition } from "../../../lib/conditioning/identity_condition.ts";
import { samplerStates } from "../../../lib/experiments/measures/sampler_states.ts";
import { makeMlp } from "../../../lib/nn/mlp.ts";
import { Random } from "../../../lib/numerics/random.ts";
import { Trained } from "../../../lib/predictors/trained.ts";
import { gridLevels, respacedSteps } from "../../../lib/samplers/levels.ts";
import { ddim } from "../../../lib/samplers/methods/ddim.ts";
import { gridPath } from "../../../lib/samplers/noise_path.ts";
import { ddpmLinearGrid } from "../../../lib/schedules/grid.ts";
import { pointData } from "../../../lib/training/data.ts";
import { assert, assertEquals } from "../../assert.ts";

await startBackend("cpu");

const grid = ddpmLinearGrid(), path = gridPath(grid), d = 3;

/** A network that says 0: DDIM then only scales its state. */
function silent(): Trained {
  const network = makeMlp({ shape: [d], hidden: [4], embedding: 4 }),
    weights = new Float32Array(network.parameters.size);
  const history = { steps: [], losses: [], intervals: [] } as unknown as Trained["history"];
  return new Trained({ network, path, condition: identityCondition(), weights, lastWeights: weights, history });
}

Deno.test("samplerStates() finds the excess that a network that says 0 leaves, which is known", async () => {
  // Two directions with variance, one turned out of the axes without any.
  const draws = new Random(1, "data").normals(2 * 500), turn = Math.SQRT1_2;
  const points = Float64Array.from({ length: 500 * d }, (_, i) => {
    const [a, b] = [draws[2 * Math.floor(i / d)], draws[2 * Math.floor(i / d) + 1]];
    return [turn * a, turn * a, b][i % d];
  });
  const plan = ddim(gridLevels(grid, respacedSteps(grid.steps, 10))), trained = silent();
  const data = pointData("a plane", points, d);
  const found = await samplerStates(trained, plan, data, { points: 2000, share: 0.34, seed: 3 });
  trained.dispose();
  assertEquals(found.map(({ time }) => time), plan.steps.slice(0, -1).map(({ to }) => to).reverse());
  const first = path.levelAt(plan.steps[0].from).alpha;
  for (const { time, value, low, high } of found) {
    const { alpha, sigma } = path.levelAt(time), expected = (alpha / first) ** 2 / sigma ** 2 - 1;
    assert(Math.abs(value! - expected) < 0.12 * (expected + 1), `${time}: ${value}, not ${expected}`);
    assert(low! < value! && value! < high!);
  }
});
