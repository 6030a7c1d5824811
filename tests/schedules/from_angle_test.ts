import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { fromAngle } from "../../lib/schedules/from_angle.ts";

Deno.test("fromAngle() makes a schedule of any angle", () => {
  // θ = t (1 + t)/2.
  const schedule = fromAngle({
    name: "bent",
    tex: "",
    angle: (t) => {
      const theta = t * (1 + t) / 2;
      return { cos: Math.cos(theta), sin: Math.sin(theta), slope: 0.5 + t, curvature: 1 };
    },
    timeAtTangent: (tangent) => (Math.sqrt(1 + 8 * Math.atan(tangent)) - 1) / 2,
  });
  const { dAlpha, dSigma, d2Sigma } = schedule.at(0);
  assertEquals([dAlpha, dSigma, d2Sigma], [0, 0.5, 1]);
  assertAlmostEquals(schedule.timeAt(schedule.at(0.4).logSnr), 0.4, 1e-15);
  assertThrows(() => schedule.timeAt(-100), RangeError, "logSnr must be at least");
});
