/**
 * What a pickle holds, as plain data. Nothing in it is ever looked up or called.
 * @module
 */

/** The name of something in Python. */
export class PickleGlobal {
  /**
   * Names it.
   * @param module Its module.
   * @param name Its name in the module.
   */
  constructor(readonly module: string, readonly name: string) {}

  /** Both parts, as Python writes them. */
  get path(): string {
    return `${this.module}.${this.name}`;
  }
}

/** What Python would have made by a call: of what, with which arguments, and with which state after it. */
export class PickleRecord {
  /** The state that the object would have been given; undefined where none was. */
  state: PickleValue | undefined;
  /** Entries set in it, as of a class that is a dictionary. */
  readonly entries = new Map<PickleValue, PickleValue>();
  /** Values appended to it, as of a class that is a list. */
  readonly elements: PickleValue[] = [];

  /**
   * Notes a call.
   * @param of What would have been called.
   * @param args With which arguments.
   */
  constructor(readonly of: PickleValue, readonly args: readonly PickleValue[]) {}
}

/** A reference to something outside the pickle. */
export class PickleReference {
  /**
   * Notes it.
   * @param id Whatever the pickle says of it.
   */
  constructor(readonly id: PickleValue) {}
}

/** Any value of a pickle. Lists and tuples are arrays, dictionaries maps; integers past 2⁵³ are bigint. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | Set<PickleValue>
  | PickleGlobal
  | PickleRecord
  | PickleReference;

/**
 * What kind of value it is, for messages.
 * @param value The value.
 * @returns Such as "a list" or "collections.deque".
 */
export function describePickle(value: PickleValue | undefined): string {
  if (value === undefined || value === null) return "nothing";
  if (value instanceof PickleGlobal) return value.path;
  if (value instanceof PickleRecord) return describePickle(value.of);
  if (value instanceof PickleReference) return "a reference";
  if (value instanceof Uint8Array) return "bytes";
  if (Array.isArray(value)) return "a list";
  if (value instanceof Map) return "a dictionary";
  if (value instanceof Set) return "a set";
  return `a ${typeof value}`;
}
