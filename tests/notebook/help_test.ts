import { declaredIn, help } from "../../lib/notebook/help.ts";
import { exactDerivative } from "../../lib/lipschitz/exact_derivative.ts";
import * as kit from "../../lib/mod.ts";
import { sourceFiles } from "../../lib/tasks/checks/imports.ts";
import { assert, assertEquals, assertRejects } from "../assert.ts";

const FILE = `/**
 * Halves.
 * @param x What is
 * halved.
 * @param options The options.
 * @returns The half.
 */
export function half(
  x: number,
  { exact = true }: HalfOptions = {},
): { readonly value: number } {
  return { value: x / 2 };
}

/** How to halve. */
export interface HalfOptions {
  /** Whether exactly. */
  readonly exact?: boolean;
}

/** All names. */
export const NAMES: readonly string[] = ["a"];
`;

Deno.test("declaredIn() finds heads and documentation", () => {
  const found = declaredIn(FILE);
  assertEquals([...found.keys()], ["half", "HalfOptions", "NAMES"]);
  assertEquals(found.get("half"), {
    code: "function half(\n  x: number,\n  { exact = true }: HalfOptions = {},\n): { readonly value: number }",
    doc: "Halves.\n@param x What is\nhalved.\n@param options The options.\n@returns The half.",
  });
  assert(found.get("HalfOptions")!.code.endsWith("readonly exact?: boolean;\n}"));
  assertEquals(found.get("NAMES")!.code, "const NAMES: readonly string[]");
});

Deno.test("declaredIn() finds every function and class of the public face", async () => {
  const known = new Set<string>();
  for (const path of await sourceFiles("lib")) {
    for (const name of declaredIn(await Deno.readTextFile(path)).keys()) known.add(name);
  }
  const missing = Object.keys(kit).filter((name) => name !== "tf" && !known.has(name));
  assertEquals(missing, []);
});

Deno.test("help() tells the parameters and the options; of nothing it says what there is", async () => {
  const said: string[] = [], log = console.log;
  console.log = (text: string) => void said.push(text);
  try {
    await help(exactDerivative);
    await help(kit.linear);
  } finally {
    console.log = log;
  }
  for (const part of ["function exactDerivative(", "@param", "interface ExactDerivativeOptions", "samples"]) {
    assert(said[0].includes(part), `${part} in ${said[0]}`);
  }
  // Networks have a linear layer, which is no part of the face.
  for (const part of ["function linear(", "schedule"]) assert(said[1].includes(part), `${part} in ${said[1]}`);
  await assertRejects(() => help("exactDerivatve"), RangeError, 'did you mean "exactDerivative"');
  await assertRejects(
    () => help("zzz"),
    RangeError,
    'Cannot show help: the kit has no "zzz"; "deno doc --quiet lib/mod.ts"',
  );
  await assertRejects(() => help(3), TypeError, "Cannot show help: it is for a function, a class or a name, got 3");
});
