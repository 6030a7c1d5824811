import { LONGEST, testBatches } from "../../../lib/tasks/checks/batches.ts";
import { sourceFiles } from "../../../lib/tasks/checks/imports.ts";
import { assert, assertEquals } from "../../assert.ts";

Deno.test("testBatches() has each test file once, of the kit or of what is published, and the examples of lib", async () => {
  const [kit, published] = (await Promise.all([testBatches("kit"), testBatches("published")]))
    .map((batches) => batches.flatMap(({ targets }) => targets));
  const all = [...kit, ...published];
  const files = (await sourceFiles("tests")).filter((path) => path.endsWith("_test.ts"));
  assert(files.length > 400);
  assertEquals(all.toSorted(), ["lib", ...files].toSorted());
  assertEquals(published, all.filter((path) => /^tests\/(?:site|package)\//.test(path)));
});

Deno.test("testBatches() begins with what takes longest, apart from the others", async () => {
  for (const part of ["kit", "published"] as const) {
    const batches = await testBatches(part), names = batches.map(({ name }) => name);
    const longest = LONGEST.filter((line) => batches.some(({ targets }) => targets[0] === line[0]));
    assert(longest.length > 2);
    assertEquals(batches.slice(0, longest.length).map(({ targets }) => targets), longest);
    assertEquals(new Set(names).size, names.length);
  }
});
