/**
 * How deep plain data may be nested.
 * @module
 */

/** Deeper than anything that the kit or nbformat writes, and shallower than any stack. */
const DEEPEST = 256;

/**
 * Whether data are nested so deep that whatever walks through them, calling itself once a level, would fail; so are those
 * that contain themselves.
 * @param value The data.
 * @returns True from 257 levels on.
 */
export function tooDeep(value: unknown): boolean {
  // A list of what is still to be looked at in place of a stack of calls.
  const waiting: [value: object, depth: number][] = [];
  const look = (entry: unknown, depth: number): boolean => {
    if (typeof entry !== "object" || entry === null || ArrayBuffer.isView(entry)) return false;
    waiting.push([entry, depth]);
    return depth > DEEPEST;
  };
  if (look(value, 1)) return true;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [object, depth] = next;
    // Where it is nested deepest is found first, so that data that contain themselves end this.
    for (const entry of Object.values(object)) if (look(entry, depth + 1)) return true;
  }
  return false;
}

/**
 * Checks how deep data are nested.
 * @param action What the caller was about to do, as in "Cannot {action}: …".
 * @param value The data.
 * @throws {RangeError} If they are nested more than 256 levels deep.
 */
export function checkDepth(action: string, value: unknown): void {
  if (tooDeep(value)) throw new RangeError(`Cannot ${action}: it is nested more than ${DEEPEST} levels deep`);
}
