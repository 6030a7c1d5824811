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
import { canonicalJson } from "../../io/content_id.ts";
import { checkFileName } from "../../io/file_name.ts";
import { badFile } from "../../io/read.ts";
import { readJson } from "../../io/read_json.ts";
import { sha256 } from "../../io/sha256.ts";
import { defaultStore } from "./default_store.ts";
import { type LeaseHolder, leaseHolder } from "../../io/lease.ts";
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

const layoutSchema = z.object({ layout: z.number() });

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
   * @throws {SyntaxError} If its `store.json` is damaged.
   * @throws {Error} If it cannot be read or made.
   */
  static async open(folder: string = defaultStore()): Promise<Store> {
    const path = join(folder, "store.json");
    if (await exists(path)) {
      const { layout } = await readAs(path, layoutSchema);
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

  /**
   * The folder of a run.
   * @param id Its identity.
   * @returns The folder; it need not exist.
   * @throws {RangeError} If that is no name of a folder.
   */
  runFolder(id: string): string {
    return join(this.folder, "runs", checkFileName("find in the store", "the run", id));
  }

  /**
   * The folder of a trained network.
   * @param id Its identity.
   * @returns The folder; it need not exist.
   * @throws {RangeError} If that is no name of a folder.
   */
  networkFolder(id: string): string {
    return join(this.folder, "networks", checkFileName("find in the store", "the network", id));
  }

  /**
   * The folder of a sweep.
   * @param name Its name and identity.
   * @returns The folder; it need not exist.
   * @throws {RangeError} If that is no name of a folder.
   */
  sweepFolder(name: string): string {
    return join(this.folder, "sweeps", checkFileName("find in the store", "the sweep", name));
  }

  /** The file of the lease under which a network is trained and its runs are measured. */
  leaseFile(network: string): string {
    return join(this.networkFolder(network), "lease.json");
  }

  /** Who works on a network now, if anybody does. */
  async holder(network: string): Promise<LeaseHolder | undefined> {
    return await leaseHolder(this.leaseFile(network));
  }

  /** Whether a run is finished; one whose result is damaged is not. */
  async isDone(id: string): Promise<boolean> {
    const found = await this.find(id);
    return found !== undefined && !(found instanceof Error);
  }

  /**
   * Looks for a run's result.
   * @param id The run.
   * @returns The result, or what is wrong with it; undefined where the run is not finished.
   */
  async find(id: string): Promise<RunResult | Error | undefined> {
    if (!await exists(join(this.runFolder(id), "scores.json"))) return undefined;
    return await this.result(id).catch((error: Error) => error);
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
    await writeFileAtomic(join(folder, "provenance.json"), pretty(signed(result.provenance)));
    await writeFileAtomic(join(folder, "scores.json"), pretty(signed(result.scores)));
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
      scores: await readSigned(join(folder, "scores.json"), scoresSchema),
      provenance: await readSigned(join(folder, "provenance.json"), provenanceSchema),
    };
  }

  /** Says that a run failed. */
  async fail(id: string, failure: RunFailure): Promise<void> {
    await writeFileAtomic(join(this.runFolder(id), "failure.json"), pretty(failure));
  }

  /**
   * How a run failed.
   * @param id The run.
   * @returns What went wrong; a damaged result, and a damaged note of a failure, can be made anew. Undefined where nothing
   * did.
   */
  async failure(id: string): Promise<RunFailure | undefined> {
    const path = join(this.runFolder(id), "failure.json");
    if (await exists(path)) return await readAs(path, failureSchema).catch(damaged);
    const found = await this.find(id);
    return found instanceof Error ? damaged(found) : undefined;
  }

  /** Takes a run's failure away, before another try. */
  async forgetFailure(id: string): Promise<void> {
    await Deno.remove(join(this.runFolder(id), "failure.json")).catch(() => {});
  }
}

function damaged({ name, message }: Error): RunFailure {
  return { name, message, lastLines: [], retry: true, when: "" };
}

/**
 * JSON for people and for git: indented, with a last line break.
 * @param value Plain data.
 * @returns The text.
 */
export function pretty(value: unknown): string {
  return JSON.stringify(value, undefined, 2) + "\n";
}

/** Content with the SHA-256 of its canonical JSON: a number that was changed since is not one that was measured. */
function signed<T extends object>(content: T): T & { readonly sha256: string } {
  return { ...content, sha256: sha256(canonicalJson(content)) };
}

/** Signed content, checked; older files are not signed. */
async function readSigned<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
  const written = await readJson(path);
  if (typeof written !== "object" || written === null || !("sha256" in written)) {
    return checkedAs(path, schema, written);
  }
  const { sha256: signature, ...content } = written;
  if (signature !== sha256(canonicalJson(content))) throw badFile(path, "its content does not have its SHA-256");
  return checkedAs(path, schema, content);
}

async function readAs<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
  return checkedAs(path, schema, await readJson(path));
}

function checkedAs<S extends z.ZodType>(path: string, schema: S, content: unknown): z.output<S> {
  const parsed = schema.safeParse(content);
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
