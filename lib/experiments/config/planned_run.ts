/**
 * A run before it is made: its configuration and the identities under which the store keeps it.
 * @module
 */
import { type KitIdentity, resultId } from "../store/identity.ts";
import type { RunConfig } from "./run_config.ts";

/** A run and where it belongs. */
export interface PlannedRun {
  /** The run's identity. */
  readonly id: string;
  /** The identity of its network: runs that differ in their sampler or metrics alone share it. */
  readonly network: string;
  /** The configuration, every default filled in. */
  readonly config: RunConfig;
}

/**
 * Gives a run its identities.
 * @param config The configuration, every default filled in.
 * @param kit The software; the one that runs unless told.
 * @returns The run.
 */
export async function planRun(config: RunConfig, kit?: KitIdentity): Promise<PlannedRun> {
  const { data, training } = config;
  const [id, network] = await Promise.all([resultId(config, kit), resultId({ data, training }, kit)]);
  return { id, network, config };
}
