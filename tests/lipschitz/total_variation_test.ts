import { assert, assertAlmostEquals, assertThrows } from "../assert.ts";
import { lipschitzCurve, oracleSubject, totalVariation } from "../../lib/lipschitz/mod.ts";
import { gaussian } from "../../lib/oracle/mod.ts";
import { ddpmLinearGrid, gridLevel } from "../../lib/schedules/grid.ts";

Deno.test("totalVariation() of N(0, I) telescopes to E|x| (σ_last − σ_first)", async () => {
  const grid = ddpmLinearGrid(),
    subject = oracleSubject(gaussian({ mean: new Float64Array(1) }), (k) => gridLevel(grid, k));
  const pairs = Array.from({ length: 50 }, (_, k) => [k, k + 1] as const);
  const variation = totalVariation(await lipschitzCurve(subject, pairs, { samples: 500 }));
  assertAlmostEquals(variation.value, Math.sqrt(2 / Math.PI) * (grid.sigma[50] - grid.sigma[0]), 0.015);
  assert(variation.low < variation.value && variation.value < variation.high);
});

Deno.test("totalVariation() refuses an empty curve and unequal estimates", () => {
  assertThrows(() => totalVariation([]), RangeError, "the number of estimates must be at least 1, got 0");
  const at = (n: number) => ({ span: 1, quotients: new Float64Array(n) });
  assertThrows(() => totalVariation([at(2), at(3)]), TypeError, "quotients must have length 2, got 3");
});
