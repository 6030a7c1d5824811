/**
 * The tests' only door to fast-check: one commit gives one verdict, since properties draw the same examples on each run.
 * `NEARZERO_SEED=N` or `random` draws others, and `NEARZERO_RUNS=20` twenty times as many; fast-check prints the seed of
 * what fails.
 * @module
 */
import * as fastCheck from "fast-check";
import { checkInteger } from "../lib/numerics/check.ts";

export * from "fast-check";

const wanted = Deno.env.get("NEARZERO_SEED") ?? "1";
const seed = wanted === "random" ? undefined : Number(wanted), times = Number(Deno.env.get("NEARZERO_RUNS") ?? 1);
if (seed !== undefined) checkInteger("draw examples", "NEARZERO_SEED", seed, 0, 2 ** 31 - 1);
checkInteger("draw examples", "NEARZERO_RUNS", times, 1);

/** `fc.assert` with the run's seed, and so many times the examples that it is told, or 100. */
export function assert<T>(property: fastCheck.IAsyncProperty<T>, options?: fastCheck.Parameters<T>): Promise<void>;
export function assert<T>(property: fastCheck.IProperty<T>, options?: fastCheck.Parameters<T>): void;
export function assert<T>(
  property: fastCheck.IRawProperty<T>,
  options: fastCheck.Parameters<T> = {},
): void | Promise<void> {
  return fastCheck.assert(property, { seed, ...options, numRuns: times * (options.numRuns ?? 100) });
}
