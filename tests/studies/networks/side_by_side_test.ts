import { inColour } from "../../../lib/studies/networks/side_by_side.ts";
import { assertEquals } from "../../assert.ts";

Deno.test("inColour() gives grey pixels three equal channels, and leaves coloured ones", () => {
  assertEquals(inColour([0.5, -1], 2), [0.5, 0.5, 0.5, -1, -1, -1]);
  assertEquals(inColour([1, 2, 3], 1), [1, 2, 3]);
});
