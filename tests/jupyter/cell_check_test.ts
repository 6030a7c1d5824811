import { join } from "node:path";
import { assertEquals, assertRejects } from "../assert.ts";
import { checkNotebooks, toModule } from "../../lib/jupyter/cell_check.ts";
import { parseNotebook } from "../../lib/jupyter/notebook_file.ts";

const json = (...sources: string[]) =>
  JSON.stringify({
    cells: sources.map((source) => ({ cell_type: source.startsWith("#") ? "markdown" : "code", source })),
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  });

/** Checks one notebook in a folder of its own and returns the complaints without their path. */
async function check(...sources: string[]) {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(
      join(folder, "helper.ts"),
      "export const helped: number = 1;\nexport type Help = string;\n",
    );
    await Deno.writeTextFile(join(folder, "a.ipynb"), json(...sources));
    const found = await checkNotebooks([join(folder, "a.ipynb")]);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), ["a.ipynb", "helper.ts"]);
    return found.map(({ cell, line, message }) => ({ cell, line, message }));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("toModule() moves imports to the top, each name once, and nests the cells", () => {
  const notebook = parseNotebook(
    json(
      `import { a, type B } from "x";\nimport "y";\na;`,
      "# words",
      `import d, { a } from "x";\nimport * as all from "z"; // why\nconst e = a;`,
    ),
    "a",
  );
  const { text, origins } = toModule(notebook);
  const lines = text.split("\n");
  assertEquals(lines.slice(0, 5), [
    `import { a } from "x";`,
    `import { type B } from "x";`,
    `import "y";`,
    `import d from "x";`,
    `import * as all from "z";`,
  ]);
  assertEquals(origins[lines.indexOf("a;")], { cell: 1, line: 3 });
  assertEquals(origins[lines.indexOf("const e = a;")], { cell: 2, line: 3 });
  assertEquals(origins.length, lines.length - 1);
});

Deno.test("checkNotebooks() accepts names declared again, shared imports and top-level await", async () => {
  assertEquals(
    await check(
      `import { helped } from "./helper.ts";\nconst a: number = helped;\nclass C {}`,
      "# words",
      `import { helped, type Help } from "./helper.ts";\nconst a: Help = String(helped);\nclass C { x = 1 }`,
      "await Promise.resolve(new C().x.toFixed() + a.length);",
    ),
    [],
  );
});

Deno.test("checkNotebooks() names the cell and line of each complaint", async () => {
  const message = "TS2322: Type 'number' is not assignable to type 'string'.";
  const wrong = `import {\n  helped,\n} from "./helper.ts";\n\nconst a: string = helped;`;
  assertEquals(await check("const before = 1;", "# words", wrong, "const b: string = 2;"), [
    { cell: 2, line: 5, message },
    { cell: 3, line: 1, message },
  ]);
});

Deno.test("checkNotebooks() names the place of a syntax error and of an import that does not exist", async () => {
  assertEquals(await check("1;", "\nlet a = ;"), [{ cell: 2, line: 2, message: "SyntaxError: Expression expected" }]);
  const [{ cell, line }] = await check("1;", `\nimport { a } from "./nowhere.ts";`);
  assertEquals([cell, line], [2, 2]);
});

Deno.test("checkNotebooks() needs notebooks that can be read", async () => {
  assertEquals(await checkNotebooks([]), []);
  await assertRejects(() => checkNotebooks(["/no/such.ipynb"]), Deno.errors.NotFound);
});
