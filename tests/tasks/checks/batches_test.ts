import { LONGEST, testBatches } from "../../../lib/tasks/checks/batches.ts";
import { sourceFiles } from "../../../lib/tasks/checks/imports.ts";
import { assert, assertEquals } from "../../assert.ts";

Deno.test("testBatches() has each test file once, and the examples of lib", async () => {
  const all = (await testBatches()).flatMap(({ targets }) => targets);
  const files = (await sourceFiles("tests")).filter((path) => path.endsWith("_test.ts"));
  assert(files.length > 400);
  assertEquals(all.toSorted(), ["lib", ...files].toSorted());
});

Deno.test("testBatches() begins with what takes longest, apart from the others", async () => {
  const batches = await testBatches(), names = batches.map(({ name }) => name);
  assertEquals(batches.slice(0, LONGEST.length).map(({ targets }) => targets), [...LONGEST]);
  assertEquals(new Set(names).size, names.length);
});
