import { Random } from "../../../lib/numerics/random.ts";
import { ddpm } from "../../../lib/samplers/methods/ddpm.ts";
import { float64Space } from "../../../lib/samplers/float64_space.ts";
import { gridLevels, respacedSteps } from "../../../lib/samplers/levels.ts";
import { gridPath } from "../../../lib/samplers/noise_path.ts";
import { sample } from "../../../lib/samplers/sample.ts";
import { ddpmLinearGrid } from "../../../lib/schedules/grid.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../../assert.ts";
import { idealPredictor, linearSpace, startAt, varianceOf } from "../linear_world.ts";

const grid = ddpmLinearGrid();
const random = new Random(1, "sampler");

/** The exact variance of what ddpm() makes of Gaussian data with the ideal predictor. */
async function finalVariance(steps: number, dataVariance: number, options: Parameters<typeof ddpm>[1] = {}) {
  const levels = gridLevels(grid, respacedSteps(1000, steps));
  const plan = ddpm(levels, options);
  const start = startAt(levels[0], dataVariance);
  return varianceOf(
    await sample(plan, idealPredictor(gridPath(grid), dataVariance), { space: linearSpace, start, random }),
  );
}

Deno.test("ddpm() is exact where its variance is the posterior's", async () => {
  // Standard normal data and the large variance: every step keeps variance 1, but the last, which adds no noise.
  const kept = grid.alpha[0] ** 2;
  for (const steps of [1000, 50]) {
    assertAlmostEquals(await finalVariance(steps, 1, { variance: "large" }), kept, 1e-12);
  }
  // One point and the small variance: the end is the point.
  assertAlmostEquals(await finalVariance(50, 0), 0, 1e-20);
});

Deno.test("ddpm() reaches the variance of Gaussian data, twice as well with twice the steps", async () => {
  for (const variance of ["small", "large"] as const) {
    for (const dataVariance of [0.25, 2]) {
      const errors = [];
      for (const steps of [250, 500, 1000]) {
        errors.push(Math.abs(await finalVariance(steps, dataVariance, { variance }) - dataVariance));
      }
      assert(errors[2] < 0.02 * dataVariance, `${variance} ${dataVariance}: ${errors}`);
      assert(errors[0] / errors[1] > 1.6 && errors[1] / errors[2] > 1.6, `${variance} ${dataVariance}: ${errors}`);
    }
  }
});

Deno.test("ddpm() takes the step of Ho et al.'s algorithm 2", () => {
  const [first, , ...rest] = ddpm(gridLevels(grid, [1, 0])).steps[0].operations;
  assertEquals(first, { kind: "predict", at: "start", time: 1, into: "eps0" });
  const combine = rest[0];
  assert(combine.kind === "combine");
  const beta = 1e-4 + (0.02 - 1e-4) / 999;
  const [x, eps, z] = combine.terms.map(([coefficient]) => coefficient);
  assertAlmostEquals(x, 1 / Math.sqrt(1 - beta), 1e-14);
  assertAlmostEquals(eps, -beta / Math.sqrt(1 - beta) / grid.sigma[1], 1e-13);
  assertAlmostEquals(z, Math.sqrt(beta * grid.sigma[0] ** 2) / grid.sigma[1], 1e-14);
});

Deno.test("ddpm() with a clip that does not bind gives the same samples", async () => {
  const levels = gridLevels(grid, respacedSteps(1000, 20));
  const start = random.normals(6);
  const run = (clip?: number) =>
    sample(ddpm(levels, { clip }), idealPredictor(gridPath(grid), 0.5), { space: float64Space(), start, random });
  const free = await run(), loose = await run(1e6), tight = await run(0.1);
  free.forEach((value, i) => assertAlmostEquals(loose[i], value, 1e-10));
  assert(tight.every((value) => Math.abs(value) <= 0.1));
});

Deno.test("ddpm() interpolates the logarithm of the variance", () => {
  const deviation = (variance: Parameters<typeof ddpm>[1] & object) => {
    const combine = ddpm(gridLevels(grid, [600, 400]), variance).steps[0].operations.at(-1)!;
    assert(combine.kind === "combine");
    return combine.terms[2][0];
  };
  const [small, large] = [deviation({ variance: "small" }), deviation({ variance: "large" })];
  assertEquals(deviation({ variance: 0 }), small);
  assertEquals(deviation({ variance: 1 }), large);
  assertAlmostEquals(deviation({ variance: 0.3 }), large ** 0.3 * small ** 0.7, 1e-15);
  assertThrows(() => ddpm(gridLevels(grid), { variance: 1.1 }), RangeError, "variance must be in [0, 1], got 1.1");
});
