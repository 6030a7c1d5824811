/**
 * Results that take minutes to compute, kept in files: notebooks read them, and say so.
 * @module
 */
import { join } from "node:path";
import defer * as z from "zod";
import { once } from "../../numerics/once.ts";
import { writeFileAtomic } from "../../io/atomic.ts";
import { checkout } from "../../io/checkout.ts";
import { canonicalJson, contentId } from "../../io/content_id.ts";
import { checkFileName } from "../../io/file_name.ts";
import { readJson } from "../../io/read_json.ts";
import { describeChange } from "../../io/content_change.ts";
import { checkSigned, signed } from "../../io/formats/signed.ts";
import { validate } from "../../io/validate.ts";
import { dataSetContent } from "../../datasets/content.ts";
import { kitIdentity, type RunContent } from "../store/identity.ts";
import { contentSchema, type ProcessProvenance, processProvenance, processShape } from "../store/provenance.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";

/** Where a stored result comes from. */
export interface StoredProvenance extends ProcessProvenance {
  /** The backend that computed it; null for the exact side, in float64. */
  readonly backend: string | null;
  /** When it was finished, as ISO 8601. */
  readonly finished: string;
  /** Seconds of work. */
  readonly seconds: number;
}

const storedSchema = once(() =>
  z.strictObject({
    /** What the result is a function of. */
    config: z.unknown(),
    /** The SHA-256 of the data sets that it was made from, by what they are; absent where there are none. */
    content: contentSchema().optional(),
    /** Where it comes from. */
    provenance: z.strictObject({
      ...processShape(),
      backend: z.string().nullable(),
      finished: z.string(),
      seconds: z.number(),
    }),
    /** The result. */
    value: z.unknown(),
  })
);

/** Where results are looked for, and whether they are. */
export interface StoredOptions {
  /** The backend that computes it, such as "native"; null, which is the default, for the exact side. */
  readonly backend?: () => string | null;
  /** The data set of pictures that it is made from, a registered name or a path; drawn data and none need no word. */
  readonly data?: string;
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
 *
 * A result belongs to the data set that it was made from, whose content is part of the file's name: where that set is here
 * and holds something else, the result is computed anew, and a line says what has changed. A committed result whose data are
 * not here is read as it is.
 * @param name What it is, such as `07_perfect`; part of the file's name.
 * @param config Plain data that the result is a function of, besides the kit's code.
 * @param make Computes it; plain data without NaN, which JSON cannot hold.
 * @param options Where it is looked for.
 * @returns The result, as JSON keeps it.
 * @throws {TypeError} If the configuration or the result has no JSON form.
 * @throws {RangeError} If the name is none of a file.
 * @throws {SyntaxError} If the stored file is damaged; says what to do.
 * @category Experiments
 */
export async function stored<T>(
  name: string,
  config: unknown,
  make: () => Promise<T>,
  options: StoredOptions = {},
): Promise<T> {
  checkArguments("stored", arguments);
  const { backend = () => null, folders = defaultFolders(), fresh = isFresh(), say = console.log } = options;
  const stem = `${checkFileName("store a result", "the name", name)}-${await contentId(config)}`,
    told = new Set<string>();
  if (!fresh) {
    for (const [i, folder] of folders.entries()) {
      for (const path of await candidates(folder, stem)) {
        const found = await readStored(path, config, i === 0 ? "take it from version control" : "remove it");
        const change = await changeSince(found.content ?? {});
        if (change === undefined) {
          say(`${name}: ${describeOrigin(found.provenance)}`);
          return found.value as T;
        }
        if (!told.has(change)) say(`${name}: a stored result is of other data than are here: ${change}`);
        told.add(change);
      }
    }
  }
  const content = await contentOf(options.data), tail = content === undefined ? "" : `-${await contentId(content)}`;
  const began = performance.now();
  const value = JSON.parse(canonicalJson(await make())) as T;
  const provenance: StoredProvenance = {
    ...await processProvenance(await kitIdentity()),
    backend: backend(),
    finished: new Date().toISOString(),
    seconds: Math.round((performance.now() - began) / 100) / 10,
  };
  if (canonicalJson(await contentOf(options.data) ?? null) !== canonicalJson(content ?? null)) {
    throw new RangeError(`Cannot store the result ${name}: ${options.data} changed while it was computed`);
  }
  const result = signed({ config, ...(content === undefined ? {} : { content }), provenance, value });
  await writeFileAtomic(join(folders[fresh ? 0 : 1], `${stem}${tail}.json`), `${JSON.stringify(result)}\n`);
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

/** The files of a folder that hold a result of a configuration, whatever data it was made from. */
async function candidates(folder: string, stem: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name, isFile } of Deno.readDir(folder)) if (isFile) names.push(name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names.filter((name) => name.startsWith(stem) && /^(-[0-9a-f]{16})?\.json$/.test(name.slice(stem.length)))
    .sort().map((name) => join(folder, name));
}

/** The content of a data set, by its name. */
async function contentOf(data: string | undefined): Promise<RunContent | undefined> {
  const digest = data === undefined ? undefined : await dataSetContent(data);
  return digest === undefined ? undefined : { [data!]: digest.sha256 };
}

/** What of the data that a result was made from is here and not what it was; undefined where all is, or none is here. */
async function changeSince(content: RunContent): Promise<string | undefined> {
  for (const [data, then] of Object.entries(content)) {
    const here = await contentOf(data).catch(() => undefined);
    if (here === undefined || here[data] === then) continue;
    return `${data}, ${await describeChange(then, here[data])}`;
  }
  return undefined;
}

/** A stored result. */
async function readStored(
  path: string,
  config: unknown,
  remedy: string,
): Promise<z.output<ReturnType<typeof storedSchema>>> {
  const content = checkSigned(path, await readJson(path), `${remedy} or compute it anew`);
  const found = validate(`read the result ${path}`, storedSchema(), content);
  if (canonicalJson(found.config) === canonicalJson(config)) return found;
  throw new RangeError(`Cannot read the result ${path}: it is of another configuration than its name says`);
}
