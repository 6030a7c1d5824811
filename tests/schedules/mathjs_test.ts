import { loadMathjs, makeMathjs, mathjs } from "../../lib/schedules/mathjs.ts";
import { assert, assertEquals } from "../assert.ts";

Deno.test("mathjs() is one instance with 96 digits, makeMathjs() others", () => {
  assert(mathjs() === mathjs());
  assertEquals(mathjs().evaluate("1/3").toString(), `0.${"3".repeat(96)}`);
  assertEquals(makeMathjs(20).evaluate("1/3").toString(), `0.${"3".repeat(20)}`);
});

Deno.test("loadMathjs() may be awaited ahead", async () => {
  await loadMathjs();
  assertEquals(mathjs().evaluate("2 + 2").toNumber(), 4);
});
