import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { exactDerivative, lipschitzConstant, oracleSubject } from "../../lib/lipschitz/mod.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { CASES } from "../oracle/cases.ts";

const schedule = linear();

Deno.test("exactDerivative() is the limit of K, point by point", async () => {
  for (const { oracle } of CASES) {
    for (const quantity of ["eps", "v", "x0"] as const) {
      const time = 0.2, exact = exactDerivative(oracle, schedule, { time, quantity, samples: 50 });
      const subject = oracleSubject(oracle, schedule.at, { quantity });
      const near = await lipschitzConstant(subject, { time, other: time + 1e-7, samples: 50 });
      exact.quotients.forEach((value, i) => {
        assertAlmostEquals(value, near.quotients[i], 1e-4 * (1 + value), `${oracle.name}, ${quantity}`);
      });
    }
  }
});

Deno.test("exactDerivative() divides by the coordinate's speed", () => {
  const { oracle } = CASES[1], time = 1e-6, level = schedule.at(time);
  const slope = (coordinate: "t" | "logSnr" | "sigma") =>
    exactDerivative(oracle, schedule, { time, coordinate, samples: 50 }).estimate.value;
  assertAlmostEquals(slope("sigma") * level.dSigma / slope("t"), 1, 1e-12);
  assertAlmostEquals(slope("logSnr") * -level.dLogSnr / slope("t"), 1, 1e-12);
  assertEquals(exactDerivative(oracle, schedule, { time, samples: 50 }).span, 0);
});

Deno.test("exactDerivative() refuses the end where the speed is infinite", () => {
  assertThrows(() => exactDerivative(CASES[1].oracle, schedule, { time: 0 }), RangeError, "dSigma must be");
  assertThrows(() => exactDerivative(CASES[1].oracle, schedule, { time: 1, samples: 1 }), RangeError, "samples");
});
