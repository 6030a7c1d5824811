import { relative } from "node:path";
import { checkout } from "../../../lib/io/checkout.ts";
import { EXAMPLES } from "../../../lib/tasks/checks/batches.ts";
import { countTests } from "../../../lib/tasks/checks/test_report.ts";
import { assert, assertEquals } from "../../assert.ts";
import { tempDir } from "../../io/temp_dir.ts";

/** A module whose documentation has fences, each with what is said of it and its line. */
const moduleOf = (fences: readonly (readonly [string, string])[]) =>
  fences.map(([said, line]) => `/**\n * @example\n * \`\`\`${said}\n * ${line}\n * \`\`\`\n */\n`).join("");

Deno.test("examples are run as their readers would try them, and one that is wrong is named with its lines", async () => {
  await using dir = await tempDir();
  const files: Record<string, string> = {
    "a.ts": moduleOf([
      ["ts", `import { Random } from "nearzero/numerics"; const seed: number = 1; new Random(seed);`],
      ["sh", `deno task test`],
      ["ts ignore", `nowhere();`],
      ["ts no_run", `nowhere();`],
      ["", `const [one] = [1];`],
    ]),
    "b.ts": moduleOf([["typescript", `import "nearzero/nowhere";`], ["js", `await nowhere(1);`], ["js", `[1].at(0);`]]),
  };
  for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(dir.file(name), text);
  const folder = relative(checkout, dir.file("."));
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--no-check", "--quiet", EXAMPLES, "--", folder],
    cwd: checkout,
    env: { NO_COLOR: "1" },
  }).output();
  const said = new TextDecoder().decode(stdout), { passed, failed, failures } = countTests(said, success);
  assertEquals([passed, failed], [3, 2], said);
  const wrong = failures.map((line) => line.split(" => ")[0]);
  assertEquals(wrong, [`${folder}/b.ts#3-5`, `${folder}/b.ts#9-11`]);
  // The line of the file, which is one of a module of its own.
  assert(/ReferenceError: nowhere is not defined\n.*\n.*\n +at data:\S+b\.ts:10:1/.test(said), said);
});
