/**
 * Tests of the examples in the documentation of modules, in one isolate: `deno test --doc` gives each example one of its
 * own, which takes three times as long as the examples themselves.
 *
 * `deno test -A lib/tasks/checks/examples.ts -- FOLDERS`; the folders are relative to the checkout. An example is a module,
 * as one who reads it would try it: it imports all that it uses, by the names that deno.json gives.
 * @module
 */
import { join } from "node:path";
import { checkout } from "../../io/checkout.ts";
import { sourceFiles } from "./imports.ts";

/** A fence in a comment of documentation: what is said of it, and its lines. */
const FENCED = /^[ \t]*\*[ \t]*```([^\n]*)\n([^]*?)^[ \t]*\*[ \t]*```/gm;

/** Said of what Deno would run; of a fence without a language, too. */
const LANGUAGES = ["ts", "typescript", "js", "javascript", ""];

const countLines = (text: string) => text.split("\n").length;

for (const folder of Deno.args) {
  for (const path of await sourceFiles(folder)) {
    const source = await Deno.readTextFile(join(checkout, path));
    for (const { 0: comment, index } of source.matchAll(/\/\*\*[^]*?\*\//g)) {
      for (const { 0: whole, 1: said, 2: code, index: at } of comment.matchAll(FENCED)) {
        const [language, ...words] = said.trim().split(/[\s,]+/);
        if (!LANGUAGES.includes(language) || words.includes("ignore") || words.includes("no_run")) continue;
        const first = countLines(source.slice(0, index + at));
        // A failure says the line in the file, and the end of the text.
        const text = "\n".repeat(first) + code.replace(/^[ \t]*\*[ \t]?/gm, "") + `// ${path}`;
        Deno.test(`${path}#${first}-${first + countLines(whole) - 1}`, async () => {
          await import(`data:application/typescript,${encodeURIComponent(text)}`);
        });
      }
    }
  }
}
