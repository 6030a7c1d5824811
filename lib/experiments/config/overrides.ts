/**
 * Values that a command line gives in place of a configuration's.
 * @module
 */

/** A place in a configuration and what stands there. */
export interface Override {
  /** The keys from the outermost in. */
  readonly keys: readonly string[];
  /** The value, plain data. */
  readonly value: unknown;
}

/**
 * Reads assignments such as `training.steps=300`, `sampler.name=DDPM` or `metrics=["energy"]`.
 * @param texts The assignments; a value is JSON where it can be read as such, else text.
 * @returns The overrides, in order.
 * @throws {SyntaxError} If a text is no assignment.
 */
export function readOverrides(texts: readonly string[]): Override[] {
  return texts.map((text) => {
    const match = /^([A-Za-z_$][\w$-]*(?:\.[\w$-]+)*)=(.*)$/s.exec(text);
    if (match === null) {
      throw new SyntaxError(
        `Cannot change the configuration: "${text}" is not of the form key=value, as training.steps=300`,
      );
    }
    return { keys: match[1].split("."), value: valueOf(match[2]) };
  });
}

/**
 * Puts values into a configuration; whether it knows the keys is found out when it is validated.
 * @param config Plain data, which is not changed.
 * @param overrides What stands where.
 * @returns The other configuration.
 * @throws {TypeError} If a key is to stand within a value that has none.
 */
export function withOverrides(config: unknown, overrides: readonly Override[]): unknown {
  return overrides.reduce((before: unknown, { keys, value }) => put(before, keys, value, keys.join(".")), config);
}

function put(within: unknown, [key, ...rest]: readonly string[], value: unknown, whole: string): unknown {
  if (key === undefined) return value;
  if (Array.isArray(within)) {
    const index = Number(key);
    if (!Number.isInteger(index) || index < 0 || index > within.length) {
      throw new TypeError(`Cannot set ${whole}: "${key}" must be an index of ${within.length} entries`);
    }
    return within.toSpliced(index, 1, put(within[index], rest, value, whole));
  }
  if (within !== undefined && (typeof within !== "object" || within === null)) {
    throw new TypeError(`Cannot set ${whole}: ${JSON.stringify(within)} has no key "${key}"`);
  }
  return { ...within, [key]: put((within as Record<string, unknown> | undefined)?.[key], rest, value, whole) };
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
