import { sharedPredictions } from "../../lib/advice/shared_predictions.ts";
import { shareTimesteps } from "../../lib/conditioning/share_timesteps.ts";
import { rowNorms } from "../../lib/lipschitz/oracle_subject.ts";
import { Random } from "../../lib/numerics/random.ts";
import { continuousOptimum } from "../../lib/oracle/continuous_optimum.ts";
import { empiricalSet } from "../../lib/oracle/empirical_set.ts";
import { isotropicMixture } from "../../lib/oracle/isotropic_mixture.ts";
import { sharedOptimum } from "../../lib/oracle/shared_optimum.ts";
import { gridPath, schedulePath } from "../../lib/samplers/noise_path.ts";
import { flowMatching } from "../../lib/schedules/flow_matching.ts";
import { ddpmLinearGrid } from "../../lib/schedules/grid.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { assert, assertLess } from "../assert.ts";

const smooth = isotropicMixture({ dimension: 2, means: Float64Array.of(-1, 0, 1, 0.5), variance: 0.02 });
const points = empiricalSet({ dimension: 3, points: Float64Array.of(0, 0, 0, 1, 0, 0.5, -1, 1, 0), name: "points" });

/** The largest distance of two batches of predictions, over 1 + the norm of the second. */
function apart(a: Float64Array, b: Float64Array, d: number): number {
  const norms = rowNorms([[1, b]], d);
  return rowNorms([[1, a], [-1, b]], d).reduce((most, far, i) => Math.max(most, far / (1 + norms[i])), 0);
}

Deno.test("sharedPredictions() are the continuous optimum, to a hundredth, on points of the law and off it", () => {
  for (const law of [smooth, points]) {
    for (const schedule of [linear(), flowMatching()]) {
      const path = schedulePath(schedule), random = new Random(1, "points");
      for (const [until, intervals] of [[0.2, 1], [0.1, 5]]) {
        const exact = continuousOptimum({ oracle: law, levelAt: schedule.at, until, intervals });
        const width = until / intervals;
        for (const time of [0.3 * width, width * (intervals - 0.1)]) {
          const { x } = law.samplePath(20, schedule.at(time), random), low = Math.floor(time / width) * width;
          const moved = x.map((value, i) => value + 0.1 * Math.sin(7 * i));
          for (const at of [x, moved]) {
            const [found] = sharedPredictions(law, path, at, [[low, low + width]]);
            assertLess(apart(found, exact.predict(at, time), law.dimension), 0.01, `${law.name} ${until} ${time}`);
          }
        }
      }
    }
  }
});

Deno.test("sharedPredictions() are the sum over the steps of a grid, of several bins at once", () => {
  const grid = ddpmLinearGrid(), path = gridPath(grid), bins = [[0, 100], [20, 40], [13, 14]] as const;
  for (const law of [smooth, points]) {
    const { x } = law.samplePath(20, path.levelAt(30), new Random(2, "points")),
      found = sharedPredictions(law, path, x, bins);
    bins.forEach(([low, high], b) => {
      const times = Array.from({ length: high - low }, (_, i) => low + i);
      const exact = sharedOptimum({ oracle: law, levelAt: path.levelAt, times, condition: () => 0 });
      assertLess(apart(found[b], exact.predict(x, low), law.dimension), 0.01, `${law.name} ${low}`);
    });
  }
});

Deno.test("sharedPredictions() tell σ from x in many dimensions, where x alone does: the price is one half", () => {
  // One atom at 0: given ‖x‖ = r, q(x | t) ∝ σ^−d e^(−r²/2σ²), so that σ is known to 1/√(2d) and E‖ε̄ − ε*‖² → ½.
  const d = 784, law = empiricalSet({ dimension: d, points: new Float64Array(d) }), schedule = linear();
  const { x, eps } = law.samplePath(64, schedule.at(0.07), new Random(3, "points"));
  const [found] = sharedPredictions(law, schedulePath(schedule), x, [[0, 0.2]]);
  const squares = rowNorms([[1, found], [-1, eps]], d).map((far) => far * far);
  const price = squares.reduce((sum, square) => sum + square / 64, 0);
  assert(price > 0.3 && price < 0.75, `${price}`);
});

Deno.test("shareTimesteps() and sharedPredictions() have the same bins", () => {
  const condition = shareTimesteps({ until: 0.1, intervals: 5 }), path = schedulePath(linear());
  const exact = sharedOptimum({
    oracle: smooth,
    levelAt: path.levelAt,
    condition,
    times: Array.from({ length: 4000 }, (_, i) => (i + 0.5) * 0.1 / 4000),
  });
  const x = Float64Array.of(0.9, 0.4, -1.1, 0.1);
  assertLess(apart(sharedPredictions(smooth, path, x, [[0.04, 0.06]])[0], exact.predict(x, 0.05), 2), 0.01);
});
