/**
 * A treatment as something that configurations name.
 * @module
 */
import type { z } from "zod";
import type { NoisePath } from "../samplers/noise_path.ts";
import type { Treatment } from "./treatment.ts";

/** The library of schemas, handed in. */
export type Schemas = typeof z;

/**
 * What a treatment declares of itself; tests hold every entry of the registry to it.
 * @typeParam C Its configuration as plain JSON, with every default; times are in the path's unit.
 */
export interface TreatmentEntry<C extends { readonly kind: string }> {
  /** The word that names it. */
  readonly kind: C["kind"];
  /** Where it comes from, in a line. */
  readonly source: string;
  /** What it changes: what the network is told, where the noise is, or the loss. Nothing, as in DDPM, where empty. */
  readonly changes: readonly ("condition" | "noise" | "loss")[];
  /** Whether what the network is told falls with time; it rises otherwise. */
  readonly falls?: boolean;
  /**
   * The schema of its options: each key may be left out.
   * @param z The library of schemas.
   * @returns The schema.
   */
  schema(z: Schemas): z.ZodObject;
  /**
   * The configuration where nothing is given.
   * @param path The noise levels of the run.
   * @returns Every key.
   */
  defaults(path: NoisePath): C;
  /**
   * Makes the treatment.
   * @param config Its configuration.
   * @param path The noise levels of the run.
   * @returns A pure function of the arguments.
   */
  make(config: C, path: NoisePath): Treatment;
}
