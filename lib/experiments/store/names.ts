/**
 * The names of runs: a store's index, so that a result is found by what its configuration's file is called.
 * @module
 */
import { join } from "node:path";
import defer * as z from "zod";
import { once } from "../../numerics/once.ts";
import { jsonLine, readJsonLines } from "../../io/formats/json_lines.ts";
import { badFile } from "../../io/read.ts";
import { checkKnown } from "../../numerics/check.ts";
import type { Store } from "./store.ts";

/** A run with a name. */
export interface NamedRun {
  /** Such as "toy", or "toy_quality/E-TSDM/seed 3" of a sweep's run. */
  readonly name: string;
  /** The run's identity. */
  readonly run: string;
  /** Its network's identity. */
  readonly network: string;
}

const identity = once(() => z.string().regex(/^[0-9a-f]{16}$/));
const schema = once(() => z.strictObject({ name: z.string(), run: identity(), network: identity() }));

/**
 * Gives runs their names. A name that is given anew is the new run's; the old one is still found by its identity.
 * @param store The store.
 * @param runs The runs; those that have their name already are left as they are.
 * @throws {SyntaxError} If the index is damaged.
 * @throws {Error} If it cannot be written.
 */
export async function nameRuns(store: Store, runs: readonly NamedRun[]): Promise<void> {
  const latest = new Map((await namedRuns(store)).map((known) => [known.name, known]));
  const fresh = runs.filter(({ name, run, network }) => {
    const known = latest.get(name);
    return known?.run !== run || known.network !== network;
  });
  if (fresh.length === 0) return;
  // One write at the end of the file: those of several processes do not mix.
  const bytes = fresh.map(({ name, run, network }) => jsonLine({ name, run, network }));
  await Deno.writeFile(indexOf(store), new Uint8Array(await new Blob(bytes).arrayBuffer()), { append: true });
}

/**
 * Lists the names in a store.
 * @param store The store.
 * @returns Every naming, the latest last.
 * @throws {SyntaxError} If the index is damaged.
 */
export async function namedRuns(store: Store): Promise<NamedRun[]> {
  const path = indexOf(store);
  return (await readJsonLines(path)).map(({ value }, i) => {
    const parsed = schema().safeParse(value);
    if (!parsed.success) throw badFile(path, `line ${i + 1} is not as this kit writes it`);
    return parsed.data;
  });
}

/**
 * Finds a finished run.
 * @param store The store.
 * @param text Its name, its identity, or as much of the identity's beginning as tells it from the others.
 * @returns The run's identity, and its network's where the index knows it.
 * @throws {RangeError} If the store has none of that name, or several that begin so; names what there is.
 */
export async function findRun(
  store: Store,
  text: string,
): Promise<Pick<NamedRun, "run"> & Partial<Pick<NamedRun, "network">>> {
  const names = await namedRuns(store), named = names.findLast(({ name }) => name === text);
  if (named !== undefined) return named;
  const ids = await finished(store),
    found = /^[0-9a-f]{4,16}$/.test(text) ? ids.filter((id) => id.startsWith(text)) : [];
  if (found.length === 1) return names.findLast(({ run }) => run === found[0]) ?? { run: found[0] };
  if (found.length > 1) {
    throw new RangeError(`Cannot open the run ${text}: ${found.length} begin so, ${found.join(", ")}`);
  }
  const known = [...new Set(names.map(({ name }) => name))].sort(), there = known.length > 0 ? known : ids;
  if (there.length === 0) throw new RangeError(`Cannot open the run ${text}: the store ${store.folder} has none`);
  checkKnown(`open a run of ${store.folder}`, "name or identity", text, there);
  // A name whose run is not finished, or is gone, is known all the same.
  throw new RangeError(`Cannot open the run ${text}: it is not finished`);
}

async function finished(store: Store): Promise<string[]> {
  const ids: string[] = [];
  try {
    for await (const { name } of Deno.readDir(join(store.folder, "runs"))) {
      // Whether its files are whole is found out when they are read.
      if (await Deno.stat(join(store.runFolder(name), "scores.json")).then(() => true, () => false)) ids.push(name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return ids.sort();
}

function indexOf(store: Store): string {
  return join(store.folder, "names.jsonl");
}
