/**
 * mathjs, loaded when the first formula is read: it takes longer to load than everything else of the exact side together.
 * @module
 */
import type * as Mathjs from "mathjs";

let loaded: typeof Mathjs | undefined, instance: Mathjs.MathJsInstance | undefined;

/**
 * Loads mathjs ahead of the first formula. Where packages cannot be loaded in the middle of a call, as in a browser, this
 * is to be awaited first; elsewhere nobody need call it.
 */
export async function loadMathjs(): Promise<void> {
  loaded ??= await import("mathjs");
}

/**
 * mathjs with numbers of 80 decimal digits: on σ ~ t, 1 − α² loses 2 lg(1/t) of them and σ″ as many again, which leaves
 * float64's 16 at t = 1e-16.
 * @returns The instance.
 * @throws {Error} If it is not loaded and cannot be loaded here.
 */
export function mathjs(): Mathjs.MathJsInstance {
  if (instance === undefined) {
    const { all, create } = loaded ??= required();
    instance = create(all, { number: "BigNumber", precision: 80 });
  }
  return instance;
}

function required(): typeof Mathjs {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  const modules = process?.getBuiltinModule?.("node:module") as undefined | {
    createRequire(from: string): (name: string) => unknown;
  };
  if (modules === undefined) throw new Error("Cannot read a formula: mathjs is not loaded; await loadMathjs() first");
  return modules.createRequire(import.meta.url)("mathjs") as typeof Mathjs;
}
