/**
 * Where numbers come from.
 * @module
 */
import defer * as z from "zod";
import { once } from "../../numerics/once.ts";
import { changedSinceCommit, currentCommit } from "../../io/checkout.ts";
import type { KitIdentity, RunContent } from "./identity.ts";

/** The data behind a result. */
export interface DataProvenance {
  /** Their name. */
  readonly name: string;
  /** How many there are. */
  readonly count: number;
  /** SHA-256 of 1,024 of them, evenly spread, as float32. */
  readonly sha256: string;
}

/** What is the same for all runs of a process. */
export interface ProcessProvenance {
  /** The kit's version. */
  readonly kit: string;
  /** SHA-256 of the packages in the lock file. */
  readonly lock: string;
  /** The commit that was checked out; null outside a repository. */
  readonly commit: string | null;
  /** Whether the library differed from that commit; null where there is none. */
  readonly changed: boolean | null;
  /** Deno's version. */
  readonly deno: string;
  /** The machine's operating system and architecture. */
  readonly machine: string;
}

/** Where the numbers of a run come from. */
export interface Provenance extends ProcessProvenance {
  /** The backend and what runs it, such as "native: TensorFlow 2.21.0, 2 cores"; null where none was started. */
  readonly backend: string | null;
  /** When the process that finished the run began with it, as ISO 8601. */
  readonly started: string;
  /** When it ended. */
  readonly finished: string;
  /** The run's share of the seconds between, which its task's runs have in equal parts. */
  readonly seconds: number;
  /** The seeds that were trained as one stacked network with this one; it alone where there is one. */
  readonly together: readonly number[];
  /** The data. */
  readonly data: DataProvenance;
  /** The identity of its network; absent in results of earlier versions. */
  readonly network?: string;
  /** The content of what the configuration names; absent where it names nothing outside itself. */
  readonly content?: RunContent;
}

/** The data behind a result, in files. */
export const dataProvenanceSchema: () => z.ZodType<DataProvenance> = once(() =>
  z.strictObject({
    name: z.string(),
    count: z.int(),
    sha256: z.string(),
  })
);

/** The content behind names, in files. */
export const contentSchema: () => z.ZodType<RunContent> = once(() => z.record(z.string(), z.string()));

/** What a process knows of itself, in files. */
export const processShape: () => { readonly [K in keyof ProcessProvenance]: z.ZodType<ProcessProvenance[K]> } = once(
  () => ({
    kit: z.string(),
    lock: z.string(),
    commit: z.string().nullable(),
    changed: z.boolean().nullable(),
    deno: z.string(),
    machine: z.string(),
  }),
);

/** The schema of a provenance in files. */
export const provenanceSchema: () => z.ZodType<Provenance> = once(() =>
  z.strictObject({
    ...processShape(),
    backend: z.string().nullable(),
    started: z.string(),
    finished: z.string(),
    seconds: z.number(),
    together: z.array(z.int()),
    data: dataProvenanceSchema(),
    network: z.string().optional(),
    content: contentSchema().optional(),
  })
);

/**
 * What a process knows of itself.
 * @param kit The kit that runs.
 * @returns Version, lock, commit, Deno and machine.
 */
export async function processProvenance(kit: KitIdentity): Promise<ProcessProvenance> {
  return {
    kit: kit.version,
    lock: kit.lock,
    commit: await currentCommit(),
    changed: await changedSinceCommit(),
    deno: Deno.version.deno,
    machine: `${Deno.build.os} ${Deno.build.arch}`,
  };
}
