/**
 * The ordinary condition.
 * @module
 */
import type { Condition } from "./types.ts";

/**
 * Tells the network the time itself, as DDPM does.
 * @returns f(t) = t.
 * @category Conditions
 */
export function identityCondition(): Condition {
  return (time) => time;
}
