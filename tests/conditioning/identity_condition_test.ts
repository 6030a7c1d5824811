import { assertEquals } from "../assert.ts";
import { identityCondition } from "../../lib/conditioning/mod.ts";

Deno.test("identityCondition() tells the time", () => {
  for (const time of [0, 0.5, 999]) assertEquals(identityCondition()(time), time);
});
