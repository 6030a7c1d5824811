/**
 * A schedule as something that configurations name.
 * @module
 */
import type { z } from "zod";
import type { Grid } from "./grid.ts";
import type { Schedule } from "./types.ts";

/** The library of schemas, handed in, so that schedules themselves need no package. */
export type Schemas = typeof z;

/** Makes what a schedule is made of: the schedule or the grid of another configuration. */
export interface ScheduleMaker {
  /**
   * Makes a schedule.
   * @param config Its configuration.
   * @returns The schedule.
   */
  schedule(config: { readonly kind: string }): Schedule;
  /**
   * Makes a grid.
   * @param config Its configuration.
   * @param steps T.
   * @returns The grid.
   */
  grid(config: { readonly kind: string }, steps: number): Grid;
}

/**
 * What a schedule declares of itself; tests hold every entry of the registry to it.
 * @typeParam C Its configuration as plain JSON, with every default.
 */
export interface ScheduleEntry<C extends { readonly kind: string }> {
  /** The word that names it. */
  readonly kind: C["kind"];
  /** Where it comes from, in a line. */
  readonly source: string;
  /** α(t) with the default options, in the syntax of {@link fromFormula}, where α has a closed form: the judge of tests. */
  readonly formula?: string;
  /** Whether it ends in pure noise with the default options: α(1) = 0. */
  readonly endsInNoise: boolean;
  /** Whether its configuration needs more than its kind. */
  readonly needsOptions?: boolean;
  /**
   * The schema of its configuration, defaults and all.
   * @param z The library of schemas.
   * @param plain The schema of the schedules that are not made of others.
   * @returns The schema.
   */
  schema(z: Schemas, plain: () => z.ZodType): z.ZodObject;
  /**
   * Makes the schedule.
   * @param config Its configuration.
   * @param make Makes others.
   * @returns The schedule.
   */
  make(config: C, make: ScheduleMaker): Schedule;
  /**
   * Makes the grid of its paper, where that is not the schedule at t = (k + 1)/T.
   * @param config Its configuration.
   * @param steps T.
   * @param make Makes others.
   * @returns The grid.
   */
  grid?(config: C, steps: number, make: ScheduleMaker): Grid;
}
