/**
 * Names that become names of files.
 * @module
 */

/**
 * Checks that a name, wherever it comes from, stays in the folder that it is put into.
 * @param action What the caller was about to do, as in "Cannot {action}: …".
 * @param what What the name is, such as "the run".
 * @param name The name.
 * @returns The name.
 * @throws {TypeError} If it is not text.
 * @throws {RangeError} If it is empty, leads elsewhere or holds what no file's name may.
 */
export function checkFileName(action: string, what: string, name: string): string {
  if (typeof name !== "string") throw new TypeError(`Cannot ${action}: ${what} must be text, got ${typeof name}`);
  // deno-lint-ignore no-control-regex -- these are what is looked for
  if (name === "" || name === "." || name === ".." || /[/\\\x00-\x1f\x7f]/.test(name) || name.length > 200) {
    throw new RangeError(`Cannot ${action}: ${what} ${JSON.stringify(name.slice(0, 80))} is no name of a file`);
  }
  return name;
}
