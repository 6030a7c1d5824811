/**
 * What the networks' configurations share: filling in defaults, and checks of their keys.
 * @module
 */
import { checkInteger, checkKnown } from "../numerics/check.ts";

/**
 * The defaults overridden by what is given; undefined counts as not given.
 * @param action What the caller is about to do.
 * @param given What is given.
 * @param defaults Every key that always has a value.
 * @param optional The keys that there are beside them.
 * @returns The full configuration.
 * @throws {TypeError} If what is given is no object.
 * @throws {RangeError} If a key is unknown or the kind another.
 */
export function fill<T extends { kind: string }>(
  action: string,
  given: Partial<T>,
  defaults: T,
  optional: readonly string[] = [],
): T {
  checkOptions(action, given);
  const known = [...Object.keys(defaults), ...optional];
  for (const [key, value] of Object.entries(given)) {
    checkKnown(action, "key", key, known);
    if (key === "kind" && value !== defaults.kind) {
      throw new RangeError(`Cannot ${action}: kind must be "${defaults.kind}", got "${value}"`);
    }
  }
  const defined = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(defined) };
}

/**
 * Checks that options are an object.
 * @param action What the caller is about to do.
 * @param options The options.
 * @throws {TypeError} If they are none.
 */
export function checkOptions(action: string, options: unknown): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(`Cannot ${action}: the options must be an object, got ${JSON.stringify(options)}`);
  }
}

/**
 * Checks a list of integers.
 * @param action What the caller is about to do.
 * @param name The key.
 * @param list The list.
 * @param min The smallest integer allowed.
 * @param length How many there must be; any number where not given.
 * @throws {TypeError} If it is no list of numbers, or of another length.
 * @throws {RangeError} If an entry is no integer or too small.
 */
export function checkList(action: string, name: string, list: readonly number[], min: number, length?: number): void {
  if (!Array.isArray(list)) throw new TypeError(`Cannot ${action}: ${name} must be an array, got ${typeof list}`);
  list.forEach((entry, i) => checkInteger(action, `${name}[${i}]`, entry, min));
  if (length !== undefined && list.length !== length) {
    throw new TypeError(`Cannot ${action}: ${name} must have ${length} entries, got [${list.join(", ")}]`);
  }
}

/**
 * Checks one of several words.
 * @param action What the caller is about to do.
 * @param name The key.
 * @param value The word.
 * @param known The words there are.
 * @throws {TypeError} If it is no string.
 * @throws {RangeError} If it is another word.
 */
export function checkChoice(action: string, name: string, value: string, known: readonly string[]): void {
  if (typeof value !== "string") {
    throw new TypeError(`Cannot ${action}: ${name} must be one of ${known.join(", ")}, got ${JSON.stringify(value)}`);
  }
  checkKnown(action, name, value, known);
}
