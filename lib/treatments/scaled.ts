/**
 * Conditions in another unit.
 * @module
 */
import type { Condition } from "../conditioning/types.ts";

/**
 * A condition times a number.
 * @param scale The number.
 * @param condition The condition.
 * @returns The product.
 */
export function scaled(scale: number, condition: Condition): Condition {
  return (time) => scale * condition(time);
}
