/**
 * The store: a folder in which every result lies under its identity.
 *
 *     store.json                  which layout this is
 *     networks/ID/                one trained network: config, checkpoint, metrics, weights, lease
 *     runs/ID/                    one run: config, samples (pictures as samples.png too), provenance, scores; or what went wrong
 *     sweeps/NAME-ID/             one sweep: its tasks, their logs, its table
 *     names.jsonl                 the names of runs, so that openRun finds them
 *     tensorboard/NAME/           a run as TensorBoard shows it, by its name
 *     shared/                     what runs share, such as the classifier of a data set
 *     lineages/ID/                networks that differ in how long they train alone
 *     contents/ID.json            what data sets and weights held when they were last used, by their names
 *
 * Runs that differ in their sampler or metrics alone share a network. A run is finished once its scores are there: they
 * are written last. Scores, provenance and configuration have digests, which are checked when they are read. Every file is
 * written whole or not at all, and damage to one run's files is that run's alone.
 * @module
 */
import { basename, join } from "node:path";
import defer * as z from "zod";
import { once } from "../../numerics/once.ts";
import { writeFileAtomic } from "../../io/atomic.ts";
import { canonicalJson, contentId } from "../../io/content_id.ts";
import { checkFileName } from "../../io/file_name.ts";
import { checkSigned, signed } from "../../io/formats/signed.ts";
import { type LeaseHolder, leaseHolder } from "../../io/lease.ts";
import { badFile } from "../../io/read.ts";
import { readJson } from "../../io/read_json.ts";
import { fileState, isSettled } from "../../io/settled.ts";
import { sha256 } from "../../io/sha256.ts";
import { defaultStore } from "./default_store.ts";
import type { RunContent } from "./identity.ts";
import { type Provenance, provenanceSchema } from "./provenance.ts";
import { type RunScores, scoresShape } from "./scores.ts";

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

/** The file that says that a run is finished. */
const SCORES = "scores.json";

/** The files of a finished run, in the order in which they are written. */
const FILES = ["config.json", "provenance.json", SCORES] as const;

/** The file in a network's folder that says that it is trained. */
export const WEIGHTS_FILE = "weights.safetensors";

const storedScores = once(() =>
  z.strictObject({
    ...scoresShape(),
    /** The SHA-256 of the run's configuration. */
    config: z.string().optional(),
  })
);

const contentFileSchema = once(() => z.strictObject({ what: z.string(), digest: z.string() }));

const failureSchema = once(() =>
  z.strictObject({
    name: z.string(),
    message: z.string(),
    lastLines: z.array(z.string()),
    retry: z.boolean(),
    when: z.string(),
  })
);

const layoutSchema = once(() => z.object({ layout: z.number() }));

/**
 * A finished run.
 * @category Experiments
 */
export interface RunResult {
  /** The configuration. */
  readonly config: unknown;
  /** What was measured. */
  readonly scores: RunScores;
  /** Where the numbers come from. */
  readonly provenance: Provenance;
}

/**
 * The store's folder, its layout checked.
 * @category Experiments
 */
export class Store {
  /** The folder. */
  readonly folder: string;
  /** The runs that were found good, with the state of their files then. */
  readonly #good = new Map<string, string>();

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
      const { layout } = await readAs(path, layoutSchema());
      if (layout === LAYOUT) return new Store(folder);
      throw new RangeError(
        `Cannot open the store ${folder}: it has layout ${layout}, this kit reads ${LAYOUT}; name another by --store ` +
          "or NEARZERO_STORE",
      );
    }
    for await (const { name } of readDir(folder)) {
      if (name.startsWith(".~")) continue; // Left by a process that was killed while it made the store.
      // Another process has made it meanwhile: store.json is the first that it writes.
      if (await exists(path)) return await Store.open(folder);
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

  /** Takes away all that was trained of a network; a lease on it stays. */
  async forgetNetwork(network: string): Promise<void> {
    const folder = this.networkFolder(network), lease = basename(this.leaseFile(network));
    for await (const { name } of readDir(folder)) {
      if (!name.startsWith(lease)) await Deno.remove(join(folder, name), { recursive: true });
    }
  }

  /** Who works on a network now, if anybody does. */
  async holder(network: string): Promise<LeaseHolder | undefined> {
    return await leaseHolder(this.leaseFile(network));
  }

  /**
   * Whether a run is finished and its files are good: one whose scores are damaged is to be measured again.
   * @param id The run.
   * @returns Whether {@linkcode Store.result} gives it.
   */
  async isDone(id: string): Promise<boolean> {
    const before = Date.now(), folder = this.runFolder(id);
    const stats = await Promise.all(FILES.map((name) => Deno.stat(join(folder, name)).catch(() => undefined)));
    if (stats.at(-1) === undefined) return false;
    const state = JSON.stringify(stats.map(fileState));
    if (this.#good.get(id) === state) return true;
    if (await this.find(id) instanceof Error) return false;
    if (isSettled(stats.filter((stat) => stat !== undefined), before)) this.#good.set(id, state);
    return true;
  }

  /**
   * Looks for a run's result.
   * @param id The run.
   * @returns The result, or what is wrong with it; undefined where the run is not finished.
   */
  async find(id: string): Promise<RunResult | Error | undefined> {
    if (!await exists(join(this.runFolder(id), SCORES))) return undefined;
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
    const { config, provenance, scores } = result;
    await writeFileAtomic(join(folder, "config.json"), pretty(config));
    await writeFileAtomic(join(folder, "provenance.json"), pretty(signed(provenance)));
    // Times of the provenance stay out of it: the same run again gives the same scores, byte for byte.
    await writeFileAtomic(join(folder, SCORES), pretty(signed({ ...scores, config: sha256(canonicalJson(config)) })));
    await this.forgetFailure(id);
  }

  /**
   * A finished run.
   * @param id The run.
   * @returns Its configuration, scores and provenance.
   * @throws {SyntaxError} If a file is damaged, or is not as it was when the run was finished.
   * @throws {Error} If it is not finished.
   */
  async result(id: string): Promise<RunResult> {
    const folder = this.runFolder(id), path = (name: string) => join(folder, `${name}.json`);
    // Of earlier versions there are no digests.
    const { config: digest, ...scores } = await readAs(path("scores"), storedScores(), REMEDY);
    const config = await readJson(path("config"));
    const provenance = await readAs(path("provenance"), provenanceSchema(), REMEDY);
    if (digest === undefined || digest === sha256(canonicalJson(config))) return { config, scores, provenance };
    throw badFile(path("config"), `it is not the configuration that the run was finished with; ${REMEDY}`);
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
    if (await exists(path)) return await readAs(path, failureSchema()).catch(damaged);
    const found = await this.find(id);
    return found instanceof Error ? damaged(found) : undefined;
  }

  /**
   * Remembers what is behind the names of a run's configuration.
   * @param content What there is now.
   * @returns What has changed since the names were last used in this store: what it was and is.
   */
  async remember(content: RunContent): Promise<{ what: string; before: string; after: string }[]> {
    const changes: { what: string; before: string; after: string }[] = [];
    for (const [what, after] of Object.entries(content)) {
      const before = await this.recall(what);
      if (before === after) continue;
      if (before !== undefined) changes.push({ what, before, after });
      await writeFileAtomic(await this.#contentFile(what), pretty({ what, digest: after }));
    }
    return changes;
  }

  /**
   * What was behind a name when it was last used in this store.
   * @param what The name, such as `data photos (train)`.
   * @returns The SHA-256, or undefined where it was not used.
   */
  async recall(what: string): Promise<string | undefined> {
    const path = await this.#contentFile(what);
    if (!await exists(path)) return undefined;
    // What cannot be read is as good as forgotten: results are found by what they are made of, not by this.
    return await readAs(path, contentFileSchema()).then(({ digest }) => digest, () => undefined);
  }

  /**
   * The file of a network's weights.
   * @param from A run or a network of this store by its identity, or a path.
   * @returns The path.
   * @throws {RangeError} If it looks like an identity and there is no such run.
   */
  async weightsFile(from: string): Promise<string> {
    if (!/^[0-9a-f]{16}$/.test(from)) return from;
    const own = join(this.networkFolder(from), WEIGHTS_FILE);
    if (await exists(own)) return own;
    if (await exists(join(this.runFolder(from), "provenance.json"))) {
      const { network } = (await this.result(from)).provenance;
      if (network !== undefined) return join(this.networkFolder(network), WEIGHTS_FILE);
    }
    throw new RangeError(`Cannot find the weights of ${from}: the store ${this.folder} has no such run or network`);
  }

  /**
   * Enters a network among those that differ from it in how long they train alone.
   * @param network The network.
   * @param lineage What they have in common.
   * @returns The folders of the others.
   */
  async siblings(network: string, lineage: string): Promise<string[]> {
    const folder = join(this.folder, "lineages", lineage), others: string[] = [];
    await writeFileAtomic(join(folder, network), "");
    for await (const { name } of Deno.readDir(folder)) {
      if (/^[0-9a-f]{16}$/.test(name) && name !== network) others.push(this.networkFolder(name));
    }
    return others.sort();
  }

  /**
   * What planning asks of the store: weights of its runs, and what it saw last where data are not here.
   * @returns Options of `planRun` and `planSweep`.
   */
  planOptions(): { recall(what: string): Promise<string | undefined>; weights(from: string): Promise<string> } {
    return { recall: (what) => this.recall(what), weights: (from) => this.weightsFile(from) };
  }

  async #contentFile(what: string): Promise<string> {
    return join(this.folder, "contents", `${await contentId(what)}.json`);
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

/** What a reader can do about a run whose files are damaged. */
const REMEDY = "run it again, and it is measured anew";

async function readAs<S extends z.ZodType>(path: string, schema: S, remedy = "remove it"): Promise<z.output<S>> {
  const parsed = schema.safeParse(checkSigned(path, await readJson(path), remedy));
  if (parsed.success) return parsed.data;
  const { path: where, message } = parsed.error.issues[0];
  throw badFile(path, `${where.join(".") || "its content"} is not as this kit writes it (${message})`);
}

/** Size and time of the files that make a run's result; undefined where it is not finished. */
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
