import { describeLeftOut } from "../../../lib/datasets/layout/left_out.ts";
import { assertEquals } from "../../assert.ts";

Deno.test("describeLeftOut() counts by reason and names a few of each", () => {
  const left = ["1", "2", "3", "4"].map((name) => ({ name, why: "a pipe" }));
  assertEquals(
    describeLeftOut("dir", 9, [{ name: "x", why: "no picture" }, ...left]),
    "dir: 5 of 9 files are left out: 4 × a pipe (1, 2, 3, …), 1 × no picture (x)",
  );
  assertEquals(describeLeftOut("dir", 9, []), undefined);
});
