import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { fromLogSnr } from "../../lib/schedules/from_log_snr.ts";
import { linear } from "../../lib/schedules/linear.ts";

Deno.test("fromLogSnr() rebuilds a schedule from its λ", () => {
  const base = linear();
  const schedule = fromLogSnr({
    name: "rebuilt",
    tex: "",
    origin: base.origin,
    logSnr: (t) => {
      const { logSnr, dLogSnr, d2LogSnr } = base.at(t);
      return { value: logSnr, slope: dLogSnr, curvature: d2LogSnr };
    },
  });
  for (const t of [1e-6, 0.1, 0.9]) {
    const level = schedule.at(t), expected = base.at(t);
    for (const key of ["alpha", "sigma", "dAlpha", "dSigma", "d2Alpha", "d2Sigma"] as const) {
      // λ carries the accuracy of a logarithm: about 1e-15 of λ itself.
      assertAlmostEquals(level[key], expected[key], 2e-12 * Math.abs(expected[key]), `${key} at ${t}`);
    }
  }
  assertEquals([schedule.at(0).alpha, schedule.at(0).sigma, schedule.at(0).logSnr], [1, 0, Infinity]);
  assertAlmostEquals(schedule.timeAt(base.at(0.3).logSnr), 0.3, 1e-14);
  assertThrows(() => schedule.at(-1), RangeError, "rebuilt schedule: t must be in [0, 1], got -1");
});
