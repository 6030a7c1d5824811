/**
 * mathjs, loaded when the first formula is read: it takes longer to load than everything else of the exact side together.
 * @module
 */
import type * as Mathjs from "mathjs";

let loaded: typeof Mathjs | undefined, shared: Mathjs.MathJsInstance | undefined;

/**
 * Loads mathjs ahead of the first formula. Where packages cannot be loaded in the middle of a call, as in a browser, this
 * is to be awaited first; elsewhere nobody need call it.
 * @category Schedules
 */
export async function loadMathjs(): Promise<void> {
  loaded ??= await import("mathjs");
}

/**
 * Makes an instance of mathjs for the caller alone.
 * @param digits The decimal digits of its numbers, at least 1.
 * @returns The instance.
 * @throws {Error} If mathjs is not loaded and cannot be loaded here.
 */
export function makeMathjs(digits: number): Mathjs.MathJsInstance {
  const { all, create } = loaded ??= required();
  return create(all, { number: "BigNumber", precision: digits });
}

/**
 * The instance that reads formulas: with numbers of 96 digits.
 * @returns The same each time.
 * @throws {Error} If mathjs is not loaded and cannot be loaded here.
 */
export function mathjs(): Mathjs.MathJsInstance {
  return shared ??= makeMathjs(96);
}

function required(): typeof Mathjs {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  const modules = process?.getBuiltinModule?.("node:module") as undefined | {
    createRequire(from: string): (name: string) => unknown;
  };
  if (modules === undefined) throw new Error("Cannot read a formula: mathjs is not loaded; await loadMathjs() first");
  return modules.createRequire(import.meta.url)("mathjs") as typeof Mathjs;
}

// Code that came over a network cannot load a package in the middle of a call in Deno either: there it is loaded at once.
if ("Deno" in globalThis && !import.meta.url.startsWith("file:")) await loadMathjs();
