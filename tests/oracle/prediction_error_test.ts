import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { gaussian, predictionError } from "../../lib/oracle/mod.ts";
import { linear } from "../../lib/schedules/linear.ts";

const oracle = gaussian({ mean: new Float64Array(2) }), level = linear().at(0.2);

Deno.test("predictionError() of the ideal predictor is zero, of none E‖ε*‖²", () => {
  const ideal = predictionError({ oracle, level, predict: (x) => oracle.eps(x, level) });
  assertEquals([ideal.error.value, ideal.error.high], [0, 0]);
  const none = predictionError({ oracle, level, predict: (x) => new Float64Array(x.length), samples: 20_000 });
  // ε* = σ x with x ~ N(0, I₂).
  assertAlmostEquals(none.error.value, 2 * level.sigma ** 2, 0.03);
  assertEquals([none.error.n, none.squares.length], [20_000, 20_000]);
});

Deno.test("predictionError() refuses a predictor of another shape", () => {
  const predict = () => new Float64Array(3);
  assertThrows(() => predictionError({ oracle, level, predict }), TypeError, "the prediction must have length 2048");
});
