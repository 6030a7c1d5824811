import { join } from "node:path";
import { checkout } from "../../lib/io/checkout.ts";
import { assert, assertEquals } from "../assert.ts";
import { fewestArrows, fileImports, folderImports, inCircles, sourceFiles } from "../../lib/tasks/checks/imports.ts";

const files = await fileImports(await sourceFiles("lib")), folders = folderImports(files);

/** The most files that stand side by side in a folder and are still one sentence. */
const MOST_FILES = 26;

Deno.test("no file of lib imports another in a circle", () => assertEquals(inCircles(files), []));

Deno.test("the folders of lib import each other as CONTRIBUTING.md draws them", async () => {
  assertEquals(inCircles(folders), []);
  const text = await Deno.readTextFile(join(checkout, "CONTRIBUTING.md"));
  const picture = /```mermaid\n([^]*?)```/.exec(text)?.[1] ?? "";
  const drawn = [...picture.matchAll(/^ *([\w/]+) --> (.+)$/gm)].flatMap(([, from, to]) =>
    to.split("&").map((each) => `${from} --> ${each.trim()}`)
  );
  assertEquals(drawn.sort(), fewestArrows(folders));
});

Deno.test("every folder of lib says in one sentence what it is, and holds few enough files for it", async () => {
  const paths = await sourceFiles("lib");
  for (const folder of folders.keys()) {
    const inside = paths.filter((path) => path.slice(0, path.lastIndexOf("/")) === `lib/${folder}`);
    assert(inside.length <= MOST_FILES, `lib/${folder} has ${inside.length} files`);
    // Tasks have no public face: deno.json names their files.
    if (/^tasks\b/.test(folder)) continue;
    assert(inside.includes(`lib/${folder}/mod.ts`), `lib/${folder} has no mod.ts`);
    const head = /^\/\*\*\n \* (\S[^]*?)\n \*(?:\/|\n| @module)/.exec(
      await Deno.readTextFile(join(checkout, "lib", folder, "mod.ts")),
    )?.[1];
    assert(head !== undefined, `lib/${folder}/mod.ts does not begin with what the folder is`);
  }
});

Deno.test("one commit gives one verdict: tests draw by tests/property.ts and seeded generators alone", async () => {
  for (const path of (await sourceFiles("tests")).filter((each) => each !== "tests/property.ts")) {
    const text = await Deno.readTextFile(join(checkout, path));
    assertEquals(/\bfrom ["']fast-check|\bMath\.random\(/.exec(text)?.[0], undefined, path);
  }
});
