import { join } from "node:path";
import { changedSinceCommit, checkout, currentCommit } from "../../lib/io/checkout.ts";
import { assert, assertEquals } from "../assert.ts";

Deno.test("checkout is where deno.json lies", async () => {
  assert((await Deno.stat(join(checkout, "deno.json"))).isFile);
});

Deno.test("currentCommit() and changedSinceCommit() know a commit together or not at all", async () => {
  const commit = await currentCommit();
  assert(commit === null || /^[0-9a-f]{40}$/.test(commit));
  assertEquals(typeof await changedSinceCommit(), commit === null ? "object" : "boolean");
});
