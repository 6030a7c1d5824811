/**
 * Configurations as they may be written.
 * @module
 */

/** One of several kinds with its other keys left out at will, for defaults to fill in. */
export type Written<T extends { readonly kind: string }> = T extends unknown ? Pick<T, "kind"> & Partial<T> : never;

/**
 * Leaves out the keys whose value is undefined, which would hide a default.
 * @param options The options.
 * @returns What was given of them.
 */
export function defined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}
