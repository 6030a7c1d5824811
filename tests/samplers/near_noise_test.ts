import { Random } from "../../lib/numerics/random.ts";
import { isotropicMixture } from "../../lib/oracle/isotropic_mixture.ts";
import { drawExactSamples, oraclePredictor } from "../../lib/samplers/exact_samples.ts";
import { boundedWeights, nearNoise, signalKernel, spans, weightsOf } from "../../lib/samplers/methods/exponential.ts";
import { type LevelSpacing, spacedLevels } from "../../lib/samplers/levels.ts";
import { gridPath, schedulePath } from "../../lib/samplers/noise_path.ts";
import { samplers } from "../../lib/samplers/methods/registry.ts";
import { flowMatching } from "../../lib/schedules/flow_matching.ts";
import { cosineGrid } from "../../lib/schedules/cosine.ts";
import { assert, assertEquals } from "../assert.ts";

const flow = schedulePath(flowMatching());
const even = spacedLevels(flow, 20, { end: "stop" });

Deno.test("nearNoise() holds up to α = σ in a walk from pure noise or a bounded one, and in pure noise always", () => {
  const [noise, early, late] = [flow.at(1), flow.at(0.6), flow.at(0.4)];
  assertEquals([noise, early, late].map(nearNoise(even, {})), [true, true, false]);
  assertEquals([noise, early, late].map(nearNoise(even, { bounded: false })), [true, false, false]);
  assertEquals([early, late].map(nearNoise(even.slice(1), {})), [false, false]);
  assertEquals([early, late].map(nearNoise(even.slice(1), { bounded: true })), [true, false]);
});

Deno.test("boundedWeights() keeps every prediction on even steps, and drops those that it would take too often", () => {
  const at = (i: number) => even[i], kernel = signalKernel(at(3), at(4), false);
  const nodes = [3, 2, 1].map((i) => kernel.node(at(i)));
  assertEquals(boundedWeights(nodes, kernel.moments, at(4)), weightsOf(nodes, kernel.moments(3)));
  // A step a hundred times as long as the last one.
  assertEquals(boundedWeights([0, -0.01], kernel.moments, at(4)).length, 1);
  // No extrapolation far beyond α = σ; a prediction at the end is kept.
  assertEquals(boundedWeights(nodes, kernel.moments, flow.at(0.01)).length, 1);
  assertEquals(boundedWeights([1, 0, -1], kernel.moments, flow.at(0.01)).length, 2);
});

Deno.test("spans() tells whether a single step near pure noise may go over its levels at once", () => {
  assert(spans(even.slice(0, 4)) && spans(even.slice(0, 2)));
  assert(spans([flow.at(1), flow.at(0.01)]));
  assert(!spans([flow.at(1), flow.at(0.5), flow.at(0.01)]));
  assert(!spans([flow.at(1), flow.at(0.99), flow.at(0.4)]));
});

Deno.test("bounded walks keep samples of the data's size where published ones multiply them by thousands", async () => {
  const data = isotropicMixture({
    dimension: 2,
    means: Float64Array.of(0.6, 0, -0.5, 0.4, 0, -0.7),
    variance: [0.01, 0.02, 0.03],
  });
  // σ/α begins at 4e4. Three standard deviations around the means are below 1.3.
  const path = gridPath(cosineGrid()), predict = oraclePredictor(data, path);
  let published = 0;
  for (const spacing of ["time", "quadratic", "logSnr", "karras"] as LevelSpacing[]) {
    for (const count of [2, 3, 5, 10, 20]) {
      const levels = spacedLevels(path, count, { spacing });
      for (const sampler of samplers) {
        const largest = async (bounded: boolean) => {
          const plan = sampler.make(levels, { path, bounded });
          return Math.max(...(await drawExactSamples(plan, predict, { count: 30, dimension: 2 })).map(Math.abs));
        };
        const kept = await largest(true);
        assert(kept < 5, `${sampler.name}, ${spacing}, ${count} steps: ${kept}`);
        if (await largest(false) > 100) published++;
      }
    }
  }
  assert(published > 20, `${published}`);
});

Deno.test("bounded walks are exact for data of one point", async () => {
  const path = gridPath(cosineGrid()), point = Float64Array.of(0.3, -1.2);
  const { alpha, sigma } = path.at(200), predictData = () => point.slice();
  const predict = (x: Float64Array, time: number) => {
    const level = path.at(time);
    return x.map((value, i) => (value - level.alpha * point[i]) / level.sigma);
  };
  const start = new Random(1, "start").normals(2), first = path.at(999);
  // The noise in x stays what it is.
  const noise = start.map((value, i) => (value - first.alpha * point[i]) / first.sigma);
  for (const { name, stochastic, make } of samplers) {
    if (stochastic || name.startsWith("ODE")) continue;
    const levels = spacedLevels(path, 6, { to: 200, end: "stop", spacing: "time" });
    const plan = make(levels, { path, bounded: true, predicts: "v" });
    const end = await drawExactSamples(plan, Object.assign(predict, { x0: predictData }), {
      count: 1,
      dimension: 2,
      start,
    });
    end.forEach((value, i) =>
      assert(Math.abs(value - alpha * point[i] - sigma * noise[i]) < 1e-12, `${name}: ${value}`)
    );
  }
});
