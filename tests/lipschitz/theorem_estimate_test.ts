import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { exactDerivative } from "../../lib/lipschitz/exact_derivative.ts";
import { estimateTheorem } from "../../lib/lipschitz/theorem_estimate.ts";
import { isotropicMixture } from "../../lib/oracle/isotropic_mixture.ts";
import { linear } from "../../lib/schedules/linear.ts";

const standard = isotropicMixture({ dimension: 3, means: new Float64Array(3), variance: 1 });
const options = { time: 1e-4, samples: 50, seed: 2 };

Deno.test("estimateTheorem() of standard normal data has the schedule's term alone", () => {
  const { dEps, scheduleTerm, scoreTerm } = estimateTheorem(standard, linear(), options);
  assertAlmostEquals(scheduleTerm.estimate.value, dEps.estimate.value, 1e-10 * dEps.estimate.value);
  assertAlmostEquals(scoreTerm.estimate.value, 0, 1e-10 * dEps.estimate.value);
});

Deno.test("estimateTheorem() measures the points of exactDerivative()", () => {
  const two = isotropicMixture({ dimension: 1, means: Float64Array.of(-1, 1), variance: 0.1 });
  assertEquals(estimateTheorem(two, linear(), options).dEps, exactDerivative(two, linear(), options));
});

Deno.test("estimateTheorem() refuses the origin, where the terms are infinite", () => {
  assertThrows(() => estimateTheorem(standard, linear(), { time: 0 }), RangeError);
  assertThrows(() => estimateTheorem(standard, linear(), { time: 0.1, samples: 1 }), RangeError, "samples");
});
