import { relative } from "node:path";
import { checkout } from "../../../lib/io/checkout.ts";
import { BATCH } from "../../../lib/tasks/checks/batches.ts";
import { countTests } from "../../../lib/tasks/checks/test_report.ts";
import { assertEquals } from "../../assert.ts";
import { tempDir } from "../../io/temp_dir.ts";

Deno.test("a batch runs the tests of all its files in one isolate; one that cannot be loaded fails, and no other", async () => {
  await using dir = await tempDir();
  const count = `globalThis.met = (globalThis.met ?? 0) + 1;`;
  const files: Record<string, string> = {
    "a_test.ts": `${count} Deno.test("a", () => { if (met !== 2) throw met; });`,
    "b_test.ts": `import "./nowhere.ts"; Deno.test("b", () => {});`,
    "c_test.ts": `${count} Deno.test("c", () => { throw new Error("no"); });`,
  };
  for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(dir.file(name), text);
  const paths = Object.keys(files).map((name) => relative(checkout, dir.file(name)));
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--no-check", "--quiet", BATCH, "--", ...paths],
    cwd: checkout,
    env: { NO_COLOR: "1" },
  }).output();
  const { passed, failed, failures } = countTests(new TextDecoder().decode(stdout), success);
  assertEquals([passed, failed], [1, 2]);
  // Each failure is told with its own place; those of other folders than the checkout are not read.
  assertEquals(failures.map((line) => line.split(" => ")[0]), [`${paths[1]} can be loaded`]);
});
