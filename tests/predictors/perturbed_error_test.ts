import { startBackend } from "../../lib/backend/choice/start.ts";
import { identityCondition } from "../../lib/conditioning/identity_condition.ts";
import { makeMlp } from "../../lib/nn/mlp.ts";
import { Random } from "../../lib/numerics/random.ts";
import { perturbedError } from "../../lib/predictors/perturbed_error.ts";
import { Trained } from "../../lib/predictors/trained.ts";
import { gridPath } from "../../lib/samplers/noise_path.ts";
import { ddpmLinearGrid } from "../../lib/schedules/grid.ts";
import { pointData } from "../../lib/training/data.ts";
import { assert, assertEquals } from "../assert.ts";

await startBackend("cpu");

const path = gridPath(ddpmLinearGrid()), data = pointData("normal", new Random(0, "data").normals(400), 2);
const network = makeMlp({ shape: [2], hidden: [8], embedding: 4 });
const history = { steps: [], losses: [], intervals: [] } as unknown as Trained["history"];
const trained = (weights: Float32Array) =>
  new Trained({ network, path, condition: identityCondition(), weights, lastWeights: weights, history });
const options = { edges: [0, 20, 100], points: 64, seed: 3 };

Deno.test("perturbedError() of a network that says 0 is the noise's own square, whatever is added", async () => {
  const silent = trained(new Float32Array(network.parameters.size));
  const [plain, pushed] = [0, 0.5].map((scale) => perturbedError(silent, data, { ...options, scale }));
  assertEquals(await plain, await pushed);
  assertEquals((await plain).map(({ length }) => length), [64, 64]);
  const all = (await plain).flatMap((errors) => [...errors]), mean = all.reduce((a, b) => a + b) / all.length;
  assert(Math.abs(mean - 1) < 0.25, `${mean}`);
  silent.dispose();
});

Deno.test("perturbedError() asks at the path's own points when nothing is added, and beside them otherwise", async () => {
  const random = trained(network.parameters.initialise(1).map((value, i) => value + 0.1 * Math.sin(i)));
  const at = (scale: number) => perturbedError(random, data, { ...options, scale });
  assertEquals(await at(0), await at(0));
  const [exact, near, far] = [await at(0), await at(1e-3), await at(1)];
  const apart = (a: Float64Array[], b: Float64Array[]) =>
    Math.max(...a.flatMap((errors, i) => [...errors].map((error, j) => Math.abs(error - b[i][j]))));
  assert(apart(exact, near) > 0 && apart(exact, near) < 0.05);
  assert(apart(exact, far) > 10 * apart(exact, near));
  random.dispose();
});
