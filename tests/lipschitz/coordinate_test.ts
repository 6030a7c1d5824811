import { assertAlmostEquals, assertEquals } from "../assert.ts";
import { coordinateSpeed, coordinateValue } from "../../lib/lipschitz/coordinate.ts";
import { cosine } from "../../lib/schedules/cosine.ts";

Deno.test("coordinateSpeed() is the slope of coordinateValue()", () => {
  const schedule = cosine(), h = 1e-6;
  for (const coordinate of ["t", "logSnr", "sigma"] as const) {
    const at = (t: number) => coordinateValue(coordinate, schedule.at(t));
    const slope = Math.abs(at(0.3 + h) - at(0.3 - h)) / (2 * h);
    assertAlmostEquals(coordinateSpeed(coordinate, schedule.at(0.3)), slope, 1e-8);
  }
  assertEquals(coordinateValue("sigma", schedule.at(1)), 1);
});
