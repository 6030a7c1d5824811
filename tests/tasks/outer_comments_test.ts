import { outerComments } from "../../lib/tasks/shared/outer_comments.ts";
import { assertEquals } from "../assert.ts";

const SOURCE = `/**
 * A module.
 * @module
 */
// @ts-types="@types/x"
import { x } from "x"; // behind

/** Its keys. */
export interface Shape {
  /** One. */
  readonly one: number; // said aside
}

/** Adds. */
export function add(a: number /* first */, b: number): number {
  // Why.
  const text = "// no comment", pattern = /\\/\\*/;
  return a + b + text.length + (pattern.test(\`/* nor this \${1 /* but this */} */\`) ? 1 : 0);
}

/** Kept to itself. */
function inner(): void {}

/** Exported, and of no name outside. */
export const hidden = inner;
`;

Deno.test("outerComments() keeps what who imports reads, and what tools read", () => {
  const outer = outerComments(SOURCE, (name) => name === "add", true);
  const kept = [...outer.matchAll(/\/\*\*[^]*?\*\/|^\/\/.*/gm)].map(([comment]) => comment.split("\n")[0]);
  assertEquals(kept, ["/**", '// @ts-types="@types/x"', "/** Its keys. */", "/** One. */", "/** Adds. */"]);
  assertEquals(outer.includes("@module"), true);
  assertEquals(outerComments(SOURCE, () => false, false).includes("@module"), false);
});

Deno.test("outerComments() leaves the program as it is", async () => {
  const run = async (text: string) => {
    const { add } = await import(`data:application/typescript,${encodeURIComponent(text)}`);
    return add(1, 2);
  };
  const alone = SOURCE.replace(/^import .*$/m, "");
  assertEquals(await run(outerComments(alone, () => false, false)), await run(alone));
  assertEquals(
    outerComments(outerComments(SOURCE, () => false, false), () => false, false),
    outerComments(SOURCE, () => false, false),
  );
});
