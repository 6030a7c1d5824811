/**
 * The ordinary condition.
 * @module
 */
import type { Condition } from "./types.ts";

/**
 * Tells the network the time itself, as DDPM does.
 *
 * @example DDPM: the time itself
 * ```ts
 * import assert from "node:assert/strict";
 * import { identityCondition } from "nearzero/conditioning";
 *
 * assert.equal(identityCondition()(37), 37);
 * ```
 *
 * @returns f(t) = t.
 * @category Conditions
 */
export function identityCondition(): Condition {
  return (time) => time;
}
