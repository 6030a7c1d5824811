import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { type DataKind, exactDerivative, growthExponent, predictedGrowth } from "../../lib/lipschitz/mod.ts";
import { flowMatching } from "../../lib/schedules/flow_matching.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { CASES } from "../oracle/cases.ts";
import { SCHEDULES } from "../schedules/cases.ts";

// Gaussian, mixture of isotropic, mixture of any, subspace, finite set.
const KINDS: readonly DataKind[] = ["smooth", "smooth", "smooth", "manifold", "atoms"];
const TIMES = [1e-9, 1e-8, 1e-7] as const;

for (const schedule of SCHEDULES) {
  Deno.test(`predictedGrowth() is what ${schedule.name} does on every kind of data`, () => {
    // With an offset of 1e-6 the cosine turns from one power to another at t = 1e-6: stay below.
    for (const [i, { oracle }] of CASES.entries()) {
      for (const quantity of ["eps", "v", "score", "x0"] as const) {
        const kind = KINDS[i], between = [TIMES[0], TIMES[2]] as const;
        const predicted = predictedGrowth(schedule, { kind, quantity, between });
        const estimates = TIMES.map((time) => exactDerivative(oracle, schedule, { time, quantity, samples: 30 }));
        if (predicted === Infinity) {
          for (const { estimate } of estimates) assertEquals(estimate.value, 0, "an atom does not move");
          continue;
        }
        const { exponent } = growthExponent(estimates, { resamples: 200 });
        const slack = schedule.origin.slowlyVarying ? 0.05 : 0.01;
        const what = `${oracle.name}, ${quantity}: ${exponent.value} for ${predicted}`;
        assert(exponent.low - slack < predicted && predicted < exponent.high + slack, what);
        if (!schedule.origin.slowlyVarying && schedule.name !== "cosine (s = 0.000001)") {
          assertAlmostEquals(predictedGrowth(schedule, { kind, quantity }), predicted, 1e-3);
        }
      }
    }
  });
}

Deno.test("predictedGrowth() has the exponents known from one-dimensional mixtures", () => {
  const of = (kind: DataKind, quantity: "eps" | "v" | "x0") => predictedGrowth(linear(), { kind, quantity });
  assertEquals([of("smooth", "eps"), of("smooth", "v"), of("smooth", "x0")], [-0.5, -0.5, 0]);
  assertEquals([of("atoms", "eps"), of("manifold", "v"), of("manifold", "x0")], [-1, -1, 0]);
  assertEquals(predictedGrowth(flowMatching(), { kind: "smooth" }), 0);
  assertEquals(predictedGrowth(flowMatching(), { kind: "atoms" }), -1);
});
