import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { shareTimesteps } from "../../lib/conditioning/mod.ts";
import { oracleSubject, rowNorms } from "../../lib/lipschitz/oracle_subject.ts";
import { gaussian } from "../../lib/oracle/mod.ts";
import { ddpmLinearGrid, gridLevel } from "../../lib/schedules/grid.ts";

const grid = ddpmLinearGrid(), step = (k: number) => gridLevel(grid, k), x = Float64Array.of(1, 2);
const oracle = gaussian({ mean: new Float64Array(2) });

Deno.test("oracleSubject() tells the predictor the condition", async () => {
  const subject = oracleSubject(oracle, step, { condition: shareTimesteps() });
  assertEquals(await subject.predict(x, 25), oracle.eps(x, step(20)));
  const v = oracleSubject(oracle, step, { quantity: "v" });
  assertEquals(await v.predict(x, 25), oracle.v(x, step(25)));
});

Deno.test("oracleSubject() measures another predictor on the same data", async () => {
  const subject = oracleSubject(oracle, step, { predict: (x, time) => x.map((value) => value * time) });
  assertEquals(await subject.predict(x, 3), Float64Array.of(3, 6));
});

Deno.test("rowNorms() takes norms of combinations", () => {
  const norms = rowNorms([[2, Float64Array.of(1, 0, 0, 1)], [-1, Float64Array.of(-1, 4, 0, 2)]], 2);
  assertAlmostEquals(norms[0], 5, 1e-15);
  assertEquals(norms[1], 0);
  assertThrows(() => rowNorms([[1, new Float64Array(3)]], 2), TypeError, "the batch must hold rows of dimension 2");
});
