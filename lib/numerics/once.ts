/**
 * Values that are made when they are first asked for.
 * @module
 */

/**
 * A value that takes long to make, or that needs a package that does: nothing waits for it but who asks for it.
 * @param make Makes the value; called once, unless it throws.
 * @returns A function that gives the same value each time.
 */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
