/**
 * The store: a folder in which every result lies under its identity.
 *
 *     store.json                  which layout this is
 *     networks/ID/                one trained network: config, checkpoint, metrics, weights, lease
 *     runs/ID/                    one run: config, samples, provenance, scores; or what went wrong
 *     sweeps/NAME-ID/             one sweep: its tasks, their logs, its table
 *     shared/                     what runs share, such as the classifier of a data set
 *
 * Runs that differ in their sampler or metrics alone share a network. A run is finished once its scores are there: they
 * are written last. Every file is written whole or not at all.
 * @module
 */
import { join } from "node:path";
import { z } from "zod";
import { writeFileAtomic } from "../../io/atomic.ts";
import { checkout } from "../../io/checkout.ts";
import { badFile } from "../../io/read.ts";
import { readJson } from "../../io/read_json.ts";
import { type LeaseHolder, leaseHolder } from "./lease.ts";
import { type Provenance, provenanceSchema } from "./provenance.ts";
import { type RunScores, scoresSchema } from "./scores.ts";

/** The layout that this kit reads and writes. */
const LAYOUT = 1;

/** Why a run failed. */
export interface RunFailure {
  /** The error's class. */
  readonly name: string;
  /** What it says. */
  readonly message: string;
  /** The last lines of the task's log, where an engine kept one. */
  readonly lastLines: readonly string[];
  /** False where the same run would fail again: its configuration is at fault. */
  readonly retry: boolean;
  /** When, as ISO 8601. */
  readonly when: string;
}

const failureSchema = z.strictObject({
  name: z.string(),
  message: z.string(),
  lastLines: z.array(z.string()),
  retry: z.boolean(),
  when: z.string(),
});

/** A finished run. */
export interface RunResult {
  /** The configuration. */
  readonly config: unknown;
  /** What was measured. */
  readonly scores: RunScores;
  /** Where the numbers come from. */
  readonly provenance: Provenance;
}

/** The store's folder, its layout checked. */
export class Store {
  /** The folder. */
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /**
   * Opens a store, and makes it where there is none.
   * @param folder Its folder; `NEARZERO_STORE`, else `data/cache/store` of the checkout, unless told.
   * @returns The store.
   * @throws {RangeError} If it has the layout of another version, or the folder holds other things.
   * @throws {Error} If it cannot be read or made.
   */
  static async open(folder: string = defaultStore()): Promise<Store> {
    const path = join(folder, "store.json");
    if (await exists(path)) {
      const { layout } = await readJson(path) as { layout?: unknown };
      if (layout === LAYOUT) return new Store(folder);
      throw new RangeError(
        `Cannot open the store ${folder}: it has layout ${layout}, this kit reads ${LAYOUT}; name another by --store ` +
          "or NEARZERO_STORE",
      );
    }
    for await (const { name } of readDir(folder)) {
      if (name.startsWith(".~")) continue; // Left by a process that was killed while it made the store.
      throw new RangeError(`Cannot open the store ${folder}: it holds ${name} and no store.json; name another folder`);
    }
    await writeFileAtomic(path, JSON.stringify({ layout: LAYOUT }) + "\n");
    return new Store(folder);
  }

  /** The folder of what runs share. */
  get sharedFolder(): string {
    return join(this.folder, "shared");
  }

  /** The folder of a run. */
  runFolder(id: string): string {
    return join(this.folder, "runs", id);
  }

  /** The folder of a trained network. */
  networkFolder(id: string): string {
    return join(this.folder, "networks", id);
  }

  /** The folder of a sweep. */
  sweepFolder(name: string): string {
    return join(this.folder, "sweeps", name);
  }

  /** The file of the lease under which a network is trained and its runs are measured. */
  leaseFile(network: string): string {
    return join(this.networkFolder(network), "lease.json");
  }

  /** Who works on a network now, if anybody does. */
  async holder(network: string): Promise<LeaseHolder | undefined> {
    return await leaseHolder(this.leaseFile(network));
  }

  /** Whether a run is finished. */
  async isDone(id: string): Promise<boolean> {
    return await exists(join(this.runFolder(id), "scores.json"));
  }

  /**
   * Finishes a run. The samples, if any, must be there.
   * @param id The run.
   * @param result Its configuration, scores and provenance.
   * @throws {Error} "Cannot write PATH: …", in which case the run is not finished.
   */
  async finish(id: string, result: RunResult): Promise<void> {
    const folder = this.runFolder(id);
    await writeFileAtomic(join(folder, "config.json"), pretty(result.config));
    await writeFileAtomic(join(folder, "provenance.json"), pretty(result.provenance));
    await writeFileAtomic(join(folder, "scores.json"), pretty(result.scores));
    await this.forgetFailure(id);
  }

  /**
   * A finished run.
   * @param id The run.
   * @returns Its configuration, scores and provenance.
   * @throws {SyntaxError} If a file is damaged.
   * @throws {Error} If it is not finished.
   */
  async result(id: string): Promise<RunResult> {
    const folder = this.runFolder(id);
    return {
      config: await readJson(join(folder, "config.json")),
      scores: await readAs(join(folder, "scores.json"), scoresSchema),
      provenance: await readAs(join(folder, "provenance.json"), provenanceSchema),
    };
  }

  /** Says that a run failed. */
  async fail(id: string, failure: RunFailure): Promise<void> {
    await writeFileAtomic(join(this.runFolder(id), "failure.json"), pretty(failure));
  }

  /** How a run failed, or undefined where it did not. */
  async failure(id: string): Promise<RunFailure | undefined> {
    const path = join(this.runFolder(id), "failure.json");
    return await exists(path) ? await readAs(path, failureSchema) : undefined;
  }

  /** Takes a run's failure away, before another try. */
  async forgetFailure(id: string): Promise<void> {
    await Deno.remove(join(this.runFolder(id), "failure.json")).catch(() => {});
  }
}

function defaultStore(): string {
  return Deno.env.get("NEARZERO_STORE") || join(checkout, "data", "cache", "store");
}

/**
 * JSON for people and for git: indented, with a last line break.
 * @param value Plain data.
 * @returns The text.
 */
export function pretty(value: unknown): string {
  return JSON.stringify(value, undefined, 2) + "\n";
}

async function readAs<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
  const parsed = schema.safeParse(await readJson(path));
  if (parsed.success) return parsed.data;
  const { path: where, message } = parsed.error.issues[0];
  throw badFile(path, `${where.join(".") || "its content"} is not as this kit writes it (${message})`);
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function* readDir(folder: string): AsyncGenerator<Deno.DirEntry> {
  try {
    yield* Deno.readDir(folder);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      throw new Error(`Cannot open the store ${folder}: ${(error as Error).message}`, { cause: error });
    }
  }
}
