import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { Random } from "../../lib/numerics/random.ts";
import { gaussian, theoremTerms } from "../../lib/oracle/mod.ts";
import { SCHEDULES } from "../schedules/cases.ts";
import { CASES } from "./cases.ts";

Deno.test("theoremTerms() sum to the time derivative on every schedule and kind of data", () => {
  for (const schedule of SCHEDULES) {
    for (const { oracle } of CASES) {
      for (const t of [1e-8, 1e-3, 0.4]) {
        const level = schedule.at(t), x = oracle.sample(3, level, new Random(0, "x"));
        const { dEps, scheduleTerm, scoreTerm } = theoremTerms(oracle, x, level);
        // Relative to the terms: where the score's diverges both are larger than their sum.
        const scale = Math.max(...scheduleTerm.map(Math.abs), ...scoreTerm.map(Math.abs));
        dEps.forEach((value, i) => {
          assertAlmostEquals(scheduleTerm[i] + scoreTerm[i], value, 1e-11 * scale, `${schedule.name}, ${oracle.name}`);
        });
      }
    }
  }
});

Deno.test("theoremTerms() of N(0, I) are the schedule's alone", () => {
  const oracle = gaussian({ mean: new Float64Array(2) }), level = SCHEDULES[0].at(1e-6);
  const { scheduleTerm, scoreTerm } = theoremTerms(oracle, Float64Array.of(1, -1), level);
  assertAlmostEquals(Math.max(...scoreTerm.map(Math.abs)), 0, 1e-12);
  assertAlmostEquals(scheduleTerm[0], level.dSigma, 1e-10);
});

Deno.test("theoremTerms() refuses σ = 0", () => {
  const oracle = gaussian({ mean: new Float64Array(1) });
  assertThrows(
    () => theoremTerms(oracle, new Float64Array(1), SCHEDULES[0].at(0)),
    RangeError,
    "sigma must be greater than 0",
  );
  assertEquals(oracle.singular, false);
  assert(oracle.name !== "");
});
