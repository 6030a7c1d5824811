import { relative } from "node:path";
import { checkout } from "../../../lib/io/checkout.ts";
import { BATCH } from "../../../lib/tasks/checks/batches.ts";
import { countTests } from "../../../lib/tasks/checks/test_report.ts";
import { assertEquals } from "../../assert.ts";
import { tempDir } from "../../io/temp_dir.ts";

Deno.test("a batch runs the tests of all its files in one isolate, each on the backend that it started, or none", async () => {
  await using dir = await tempDir();
  const start = new URL("../../../lib/backend/choice/start.ts", import.meta.url);
  const count = `import { runningBackend, startBackend } from "${start}"; globalThis.met = (globalThis.met ?? 0) + 1;`;
  const finds = (name: string, backend: string) =>
    `Deno.test("${name}", () => {
      const found = [globalThis.met, String(runningBackend()?.name)].join(" ");
      if (found !== "4 ${backend}") throw new Error(found);
    });`;
  const files: Record<string, string> = {
    "a_test.ts": `${count} await startBackend("wasm"); ${finds("a", "wasm")}`,
    "b_test.ts": `import "./nowhere.ts"; ${finds("b", "wasm")}`,
    "c_test.ts": `${count} ${finds("c", "undefined")}`,
    "d_test.ts": `${count} await startBackend("cpu"); ${finds("d", "cpu")} Deno.test("e", () => startBackend("wasm"));`,
    "f_test.ts": `${count} ${finds("f", "undefined")}`,
  };
  for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(dir.file(name), text);
  const paths = Object.keys(files).map((name) => relative(checkout, dir.file(name)));
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--no-check", "--quiet", BATCH, "--", ...paths],
    cwd: checkout,
    env: { NO_COLOR: "1" },
  }).output();
  const { passed, failed, failures } = countTests(new TextDecoder().decode(stdout), success);
  // The files' own, and what cannot be loaded fails alone.
  assertEquals([passed, failed], [5 + paths.length, 1], new TextDecoder().decode(stdout));
  assertEquals(failures.map((line) => line.split(" => ")[0]), [`${paths[1]} can be loaded`]);
});
