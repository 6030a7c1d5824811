/**
 * Where two descriptions differ.
 * @module
 */
import type { Json } from "./describe_plan.ts";

/** The first place at which two descriptions differ. */
export interface Difference {
  /** Its key, such as `optimiser.ema.halfLife` or `network.hidden[1]`. */
  readonly key: string;
  /** The value on this side as JSON; "absent" where there is none. */
  readonly here: string;
  /** The value on the other side as JSON; "absent" where there is none. */
  readonly there: string;
}

/**
 * Finds the first key, in the order of this side, whose values differ.
 * @param here The one.
 * @param there The other.
 * @param key Where the two stand; the top where not given.
 * @returns The place and both values, or undefined where the two are equal.
 */
export function firstDifference(here: Json | undefined, there: Json | undefined, key = ""): Difference | undefined {
  if (isTree(here) && isTree(there) && Array.isArray(here) === Array.isArray(there)) {
    const [ours, theirs] = [here, there] as [Record<string, Json>, Record<string, Json>];
    for (const part of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
      const place = Array.isArray(here) ? `${key}[${part}]` : key === "" ? part : `${key}.${part}`;
      const found = firstDifference(ours[part], theirs[part], place);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return here === there ? undefined : { key, here: written(here), there: written(there) };
}

function isTree(value: Json | undefined): value is Json[] | { [key: string]: Json } {
  return typeof value === "object" && value !== null;
}

function written(value: Json | undefined): string {
  return value === undefined ? "absent" : JSON.stringify(value);
}
