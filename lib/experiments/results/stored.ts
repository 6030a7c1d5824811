/**
 * Results that take minutes to compute, kept in files: notebooks read them, and say so.
 * @module
 */
import { join } from "node:path";
import { z } from "zod";
import { writeFileAtomic } from "../../io/atomic.ts";
import { checkout } from "../../io/checkout.ts";
import { canonicalJson, contentId } from "../../io/content_id.ts";
import { checkFileName } from "../../io/file_name.ts";
import { readJson } from "../../io/read_json.ts";
import { validate } from "../../io/validate.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { kitIdentity } from "../store/identity.ts";
import { type ProcessProvenance, processProvenance, processShape } from "../store/provenance.ts";

/** Where a stored result comes from. */
export interface StoredProvenance extends ProcessProvenance {
  /** The backend that computed it; null for the exact side, in float64. */
  readonly backend: string | null;
  /** When it was finished, as ISO 8601. */
  readonly finished: string;
  /** Seconds of work. */
  readonly seconds: number;
}

const storedSchema = z.strictObject({
  /** What the result is a function of. */
  config: z.unknown(),
  /** Where it comes from. */
  provenance: z.strictObject({
    ...processShape,
    backend: z.string().nullable(),
    finished: z.string(),
    seconds: z.number(),
  }),
  /** The result. */
  value: z.unknown(),
});

/** Where results are looked for, and whether they are. */
export interface StoredOptions {
  /** The backend that computes it, such as "native"; null, which is the default, for the exact side. */
  readonly backend?: () => string | null;
  /** The folders that are searched, the first being the committed one; `data/results` and `data/cache/results` unless told. */
  readonly folders?: readonly [committed: string, own: string];
  /** Computes it anew and replaces the committed one; where `NEARZERO_FRESH` is 1, unless told. */
  readonly fresh?: boolean;
  /** Takes a line that says where the result comes from; `console.log` unless told. */
  readonly say?: (line: string) => void;
}

/**
 * A result by its name and configuration: read where it is stored, else computed and stored.
 *
 * With the default parameters a notebook finds the committed result in `data/results`; whoever changes one gets a result
 * of their own, which is kept in `data/cache/results` and leaves the committed one as it is. `deno task figures --fresh`
 * computes the committed ones anew.
 * @param name What it is, such as `07_perfect`; part of the file's name.
 * @param config Plain data that the result is a function of, besides the kit's code.
 * @param make Computes it; plain data without NaN, which JSON cannot hold.
 * @param options Where it is looked for.
 * @returns The result, as JSON keeps it.
 * @throws {TypeError} If the configuration or the result has no JSON form.
 * @throws {RangeError} If the name is none of a file.
 * @throws {SyntaxError} If the stored file is damaged.
 */
export async function stored<T>(
  name: string,
  config: unknown,
  make: () => Promise<T>,
  options: StoredOptions = {},
): Promise<T> {
  checkArguments("stored", arguments);
  const { backend = () => null, folders = defaultFolders(), fresh = isFresh(), say = console.log } = options;
  const file = `${checkFileName("store a result", "the name", name)}-${await contentId(config)}.json`;
  if (!fresh) {
    for (const folder of folders) {
      const found = await readStored(join(folder, file), config);
      if (found === undefined) continue;
      say(`${name}: ${describeOrigin(found.provenance)}`);
      return found.value as T;
    }
  }
  const began = performance.now();
  const value = JSON.parse(canonicalJson(await make())) as T;
  const provenance: StoredProvenance = {
    ...await processProvenance(await kitIdentity()),
    backend: backend(),
    finished: new Date().toISOString(),
    seconds: Math.round((performance.now() - began) / 100) / 10,
  };
  await writeFileAtomic(join(folders[fresh ? 0 : 1], file), `${JSON.stringify({ config, provenance, value })}\n`);
  say(`${name}: computed now, in ${provenance.seconds} s`);
  return value;
}

/** What is told of where a result comes from; of a sweep's table each value that its runs have. */
export interface ResultOrigin {
  /** When it was finished, as ISO 8601. */
  readonly finished: string;
  /** Seconds of work. */
  readonly seconds: number;
  /** The commit; null where it is unknown. */
  readonly commit: string | null | readonly (string | null)[];
  /** Whether the library differed from the commit. */
  readonly changed: boolean | null;
  /** The backend; null for the exact side, in float64. */
  readonly backend: string | null | readonly (string | null)[];
}

/**
 * Where a result comes from, in a line.
 * @param origin What is known of it, such as a stored result's provenance or a table's.
 * @returns Such as "stored result of 2026-11-24, commit 0123456789, native, 12 s of work".
 */
export function describeOrigin({ finished, seconds, commit, changed, backend }: ResultOrigin): string {
  const commits = [commit].flat().map((each) => each?.slice(0, 10) ?? "unknown").join(" and ");
  const backends = [backend].flat().map((each) => each ?? "float64").join(" and ");
  return `stored result of ${finished.slice(0, 10)}, commit ${commits}${
    changed ? " with changes" : ""
  }, ${backends}, ` +
    `${seconds} s of work`;
}

/**
 * Whether notebooks compute their results anew, as `deno task figures --fresh` asks by `NEARZERO_FRESH=1`.
 * @returns True where they do.
 */
export function isFresh(): boolean {
  return Deno.env.get("NEARZERO_FRESH") === "1";
}

/**
 * The folder of the committed results, `data/results` of the checkout.
 * @returns Its path.
 */
export function resultsFolder(): string {
  return join(checkout, "data", "results");
}

function defaultFolders(): readonly [string, string] {
  return [resultsFolder(), join(checkout, "data", "cache", "results")];
}

/** A stored result, or undefined where there is none. */
async function readStored(path: string, config: unknown): Promise<z.output<typeof storedSchema> | undefined> {
  if (!await Deno.stat(path).then(({ isFile }) => isFile, () => false)) return undefined;
  const found = validate(`read the result ${path}`, storedSchema, await readJson(path));
  if (canonicalJson(found.config) === canonicalJson(config)) return found;
  throw new RangeError(`Cannot read the result ${path}: it is of another configuration than its name says`);
}
