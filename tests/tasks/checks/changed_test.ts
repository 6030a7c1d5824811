import { changedTests } from "../../../lib/tasks/checks/changed.ts";
import { assert, assertEquals } from "../../assert.ts";

Deno.test("changedTests() begins with the tests of a changed file, and leaves out what it cannot affect", async () => {
  const groups = await changedTests(["lib/conditioning/remap.ts"]);
  assert(groups[0].includes("tests/conditioning/remap_test.ts"));
  assert(!groups.flat().includes("tests/io/formats/zip_test.ts"));
  assertEquals(new Set(groups.flat()).size, groups.flat().length);
});

Deno.test("changedTests() takes a changed test itself first, and tests beside other changed files", async () => {
  assertEquals((await changedTests(["tests/io/formats/zip_test.ts"]))[0], ["tests/io/formats/zip_test.ts"]);
  assert((await changedTests(["tests/peers/unet.json"])).flat().includes("tests/peers/unet_test.ts"));
});
