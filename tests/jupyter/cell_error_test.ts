import { assertEquals, assertMatch, assertStringIncludes } from "../assert.ts";
import { explainParseError, locateError } from "../../lib/jupyter/cell_error.ts";

Deno.test("explainParseError() gives the parser's message and place", async () => {
  assertEquals(await explainParseError("const a = 1;\nconst b: number = ;"), {
    message: "Expression expected",
    line: 2,
    column: 19,
  });
});

Deno.test("explainParseError() admits it where the parser finds no fault", async () => {
  const { message, line } = await explainParseError("const a = 1;");
  assertStringIncludes(message, "gives no reason");
  assertEquals(line, undefined);
});

Deno.test("locateError() traces the outermost frame of the cell back through types, comments and unused imports", async () => {
  const source = [
    `import { join } from "node:path";`,
    `import {`,
    `  dirname,`,
    `} from "node:path";`,
    `interface A {`,
    `  x: number;`,
    `}`,
    ``,
    `/* a`,
    `   comment */`,
    `const a: A = { x: 1 };`,
    `function f(y: number): number {`,
    `  throw new Error("no");`,
    `}`,
    `f(a.x);`,
  ].join("\n");
  // As the kernel has reported it for this cell.
  const traceback = ["Error: no", "    at f (<anonymous>:8:9)", "    at <anonymous>:10:1"];
  assertEquals(await locateError(source, traceback), { line: 15, column: 1 });
});

Deno.test("locateError() knows no place without a frame of the cell", async () => {
  assertEquals(await locateError("1", ["Error: no", "    at f (file:///a.ts:1:1)"]), undefined);
  assertEquals(await locateError("const = 1", ["    at <anonymous>:1:1"]), undefined);
});

Deno.test("locateError() does without a deno that transpiles", async () => {
  assertEquals(await locateError("1", ["    at <anonymous>:1:1"], "/no/such/deno"), undefined);
  assertMatch((await explainParseError("const a = {")).message, /eof/i);
});
