/**
 * Errors that come from a worker.
 * @module
 */

/**
 * An error of a worker, in the class that it had there.
 * @param name The class's name.
 * @param message The message.
 * @returns The error.
 */
export function sentError(name: string, message: string): Error {
  const classes: Record<string, new (message: string) => Error> = { TypeError, RangeError, SyntaxError };
  return new (classes[name] ?? Error)(message);
}
