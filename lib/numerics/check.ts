/**
 * Argument checks that throw the house's errors: `TypeError` for shape and type, `RangeError` for values, always
 * "Cannot X: Y" with the name and the value of the culprit.
 * @module
 */

/**
 * Checks that a value is an integer within [min, max].
 * @param action What the caller was about to do, as in "Cannot {action}: …".
 * @param name The argument's name.
 * @param value The argument.
 * @param min Smallest value allowed.
 * @param max Largest value allowed.
 * @throws {TypeError} If the value is not a number.
 * @throws {RangeError} If it is not an integer or lies outside [min, max].
 */
export function checkInteger(
  action: string,
  name: string,
  value: number,
  min: number = Number.MIN_SAFE_INTEGER,
  max: number = Number.MAX_SAFE_INTEGER,
): void {
  checkNumber(action, name, value, min, max);
  if (!Number.isInteger(value)) throw new RangeError(`Cannot ${action}: ${name} must be an integer, got ${value}`);
}

/**
 * Checks that a value is a number within [min, max]; NaN is refused, an infinity only where a bound allows it.
 * @param action What the caller was about to do, as in "Cannot {action}: …".
 * @param name The argument's name.
 * @param value The argument.
 * @param min Smallest value allowed.
 * @param max Largest value allowed.
 * @throws {TypeError} If the value is not a number.
 * @throws {RangeError} If it is NaN or lies outside [min, max].
 */
export function checkNumber(
  action: string,
  name: string,
  value: number,
  min: number = -Number.MAX_VALUE,
  max: number = Number.MAX_VALUE,
): void {
  if (typeof value !== "number") throw new TypeError(`Cannot ${action}: ${name} must be a number, got ${typeof value}`);
  if (!(value >= min && value <= max)) {
    throw new RangeError(`Cannot ${action}: ${name} must be ${range(min, max)}, got ${value}`);
  }
}

/**
 * Checks that a number is finite and greater than zero.
 * @param action What the caller was about to do, as in "Cannot {action}: …".
 * @param name The argument's name.
 * @param value The argument.
 * @throws {TypeError} If the value is not a number.
 * @throws {RangeError} If it is NaN, infinite, zero or negative.
 */
export function checkPositive(action: string, name: string, value: number): void {
  checkNumber(action, name, value);
  if (value <= 0) throw new RangeError(`Cannot ${action}: ${name} must be greater than 0, got ${value}`);
}

/**
 * Checks that every entry of an array is finite.
 * @param action What the caller was about to do, as in "Cannot {action}: …".
 * @param name The argument's name.
 * @param values The array.
 * @throws {RangeError} If an entry is NaN or infinite; names its index.
 */
export function checkFinite(action: string, name: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    // x − x is 0 for finite x and NaN otherwise: one comparison where Number.isFinite costs a call.
    if (values[i] - values[i] !== 0) {
      throw new RangeError(`Cannot ${action}: ${name}[${i}] must be finite, got ${values[i]}`);
    }
  }
}

/**
 * Checks the length of an array.
 * @param action What the caller was about to do, as in "Cannot {action}: …".
 * @param name The argument's name.
 * @param values The array.
 * @param length The length it must have.
 * @throws {TypeError} If the length differs.
 */
export function checkLength(action: string, name: string, values: ArrayLike<unknown>, length: number): void {
  if (values.length !== length) {
    throw new TypeError(`Cannot ${action}: ${name} must have length ${length}, got ${values.length}`);
  }
}

/**
 * Checks that a flat array holds whole rows of a given dimension and returns how many.
 * @param action What the caller was about to do, as in "Cannot {action}: …".
 * @param name The argument's name.
 * @param values The array, n × d row-major.
 * @param dimension The number of columns d ≥ 1.
 * @returns The number of rows n.
 * @throws {TypeError} If the length is not a multiple of the dimension.
 */
export function checkRows(action: string, name: string, values: ArrayLike<unknown>, dimension: number): number {
  if (values.length % dimension !== 0) {
    throw new TypeError(
      `Cannot ${action}: ${name} must hold rows of dimension ${dimension}, got a length of ${values.length}`,
    );
  }
  return values.length / dimension;
}

/**
 * Checks that a name is one of the known ones; the error lists them and the nearest.
 * @param action What the caller was about to do, as in "Cannot {action}: …".
 * @param kind What the name names, such as "backend".
 * @param name The name given.
 * @param known The names that exist.
 * @throws {RangeError} If the name is unknown.
 */
export function checkKnown(action: string, kind: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  const near = nearest(name, known);
  const hint = near === undefined ? "" : `; did you mean "${near}"?`;
  throw new RangeError(`Cannot ${action}: no ${kind} "${name}", there is ${known.join(", ")}${hint}`);
}

/**
 * Checks that nothing in a list is in it twice.
 * @param action What the caller was about to do, as in "Cannot {action}: …".
 * @param what What each entry is, such as "the seed".
 * @param entries The entries.
 * @throws {RangeError} If one comes twice.
 */
export function checkOnce(action: string, what: string, entries: readonly (string | number)[]): void {
  const seen = new Set<string | number>();
  const twice = entries.find((entry) => seen.size === seen.add(entry).size);
  if (twice !== undefined) throw new RangeError(`Cannot ${action}: ${what} "${twice}" is given twice`);
}

/**
 * Writes a value into a message.
 * @param value The value.
 * @returns Its JSON, cut to 60 characters; its type where it has none.
 */
export function written(value: unknown): string {
  const text = textOf(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** As JSON where it has such; not everything has, nor a text at all. */
function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return typeof value === "bigint" ? `${value}n` : typeof value;
  }
}

/**
 * Finds the known name nearest to a misspelt one by edit distance.
 * @param name The name given.
 * @param known The names that exist.
 * @returns The nearest name, or undefined where none is near enough to be meant.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function range(min: number, max: number): string {
  const low = min <= -Number.MAX_VALUE || min === Number.MIN_SAFE_INTEGER;
  const high = max >= Number.MAX_VALUE || max === Number.MAX_SAFE_INTEGER;
  if (low && high) return "a finite number";
  if (low) return `at most ${max}`;
  if (high) return `at least ${min}`;
  return `in [${min}, ${max}]`;
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}
