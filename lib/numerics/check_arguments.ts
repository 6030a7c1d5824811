/**
 * Options of callers without types: notebooks, whose kernel checks none, and JavaScript.
 * @module
 */
import { checkKnown, written } from "./check.ts";
import { type Shape, signatures } from "./signatures.ts";

/**
 * Checks what a public function was called with against what its types say: a key that it does not know, a word that is
 * not among its choices, and options that lack what must be given are refused before anything else happens.
 * @param name The function's name.
 * @param given What it was called with.
 * @throws {TypeError} If options are no object, or lack a key that must be given.
 * @throws {RangeError} If a key or a word is unknown: names the known ones and the nearest.
 */
export function checkArguments(name: string, given: ArrayLike<unknown>): void {
  for (const parameter of signatures[name] ?? []) {
    const value = given[parameter.index];
    if (value !== undefined) checkShape(`call ${name}`, parameter.name, value, parameter.shape);
    else if (!parameter.optional) throw new TypeError(`Cannot call ${name}: ${parameter.name} is missing`);
  }
}

function checkShape(action: string, name: string, value: unknown, shape: readonly string[] | Shape): void {
  if (isWords(shape)) {
    // What is no word may be checked, or taken, by the function itself.
    if (typeof value === "string") checkKnown(action, name, value, shape);
    return;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError(`Cannot ${action}: ${name} must be an object, got ${written(value)}`);
  }
  const keys = Object.keys(shape), known = keys.map(bare), values = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(value)) if (values[key] !== undefined) checkKnown(action, "key", key, known);
  for (const key of keys) {
    const inside = shape[key], part = values[bare(key)];
    if (part === undefined) {
      if (key.endsWith("?")) continue;
      throw new TypeError(`Cannot ${action}: ${bare(key)} is missing in ${name}`);
    }
    if (inside !== true) checkShape(action, bare(key), part, inside);
  }
}

function isWords(shape: readonly string[] | Shape): shape is readonly string[] {
  return Array.isArray(shape);
}

function bare(key: string): string {
  return key.endsWith("?") ? key.slice(0, -1) : key;
}
