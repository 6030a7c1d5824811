import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { sigmoidSchedule } from "../../lib/schedules/sigmoid_schedule.ts";

Deno.test("sigmoidSchedule() is symmetric: ᾱ(t) + ᾱ(1 − t) = 1", () => {
  const schedule = sigmoidSchedule();
  for (const t of [0, 0.1, 0.4]) {
    assertAlmostEquals(schedule.at(t).alpha ** 2 + schedule.at(1 - t).alpha ** 2, 1, 1e-15);
  }
  assertEquals(schedule.at(1).alpha, 0);
});

Deno.test("sigmoidSchedule() refuses an empty piece of the curve", () => {
  assertThrows(() => sigmoidSchedule({ start: 1, end: 1 }), RangeError, "end − start must be greater than 0, got 0");
  assertThrows(() => sigmoidSchedule({ tau: 0 }), RangeError, "tau must be greater than 0");
});
