/**
 * The data sets that the kit knows by name: data/registry.json, validated.
 * @module
 */
import defer * as z from "zod";
import { once } from "../../numerics/once.ts";
import json from "../../../data/registry.json" with { type: "json" };
import { checkKnown } from "../../numerics/check.ts";

/** A file of a data set: what it is called, where it can be had and what it must be. */
export interface DataFile {
  /** The file's name in a data folder, unique in the registry; it may be in a folder of its own, `SET/FILE`. */
  readonly name: string;
  /** Its size in bytes. */
  readonly bytes: number;
  /** Its SHA-256, 64 hexadecimal digits in lower case. */
  readonly sha256: string;
  /**
   * Where given, `bytes` and `sha256` are those of the unpacked file, which may be packed by any gzip as `NAME.gz`, or not
   * at all: everybody who packs a file anew gives it another SHA-256. The number is the size of what `addresses` send.
   */
  readonly gzipped?: number;
  /** Where it can be fetched, in the order to try. */
  readonly addresses: readonly string[];
}

/** One split of a data set. */
export interface DataSplit {
  /** How many pictures. */
  readonly count: number;
  /** The name of the file that holds the pictures. */
  readonly pictures: string;
  /** The name of the file that holds the labels, where it is another. */
  readonly labels?: string;
}

/**
 * A registered data set.
 * @category Data sets
 */
export interface DataSet {
  /** The name it is asked for by. */
  readonly name: string;
  /** Its title in running text. */
  readonly title: string;
  /** The format of its files: IDX, or the binary version of CIFAR-10 in a tar. */
  readonly kind: "idx" | "cifar10";
  /** Height, width and channels as stored. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** The side that pictures are padded to with 0 before they are resized to a side that does not divide the stored one. */
  readonly padTo?: number;
  /** The name of each class, by label. */
  readonly classes: readonly string[];
  /** The splits by name; the first is what is loaded unless another is asked for. */
  readonly splits: Readonly<Record<string, DataSplit>>;
  /** Its official page. */
  readonly homepage: string;
  /** What its authors say of its use. */
  readonly licence: string;
  /** What to cite. */
  readonly citation: string;
  /** Its files, in the order of the registry. */
  readonly files: readonly DataFile[];
}

/**
 * A data set whose licence asks for an agreement: nobody but the reader can fetch it. It is loaded from what lies in the
 * data folders under its name.
 */
export interface LicensedSet {
  /** The name it is asked for by, and that of its folder or archive. */
  readonly name: string;
  /** Its title in running text. */
  readonly title: string;
  /** Height, width and channels that it is brought to unless another size is asked for. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** Another name that its folder or archive may have: that of the whole of which it is a part. */
  readonly partOf?: string;
  /** The splits by name, the first being the default, with their pictures and the folder in `partOf` that holds them. */
  readonly splits: Readonly<Record<string, { readonly count: number; readonly folder?: string }>>;
  /** How its pictures come, and what must be done to them before they can be read here. */
  readonly layout: string;
  /** Its official page. */
  readonly homepage: string;
  /** What its authors say of its use. */
  readonly licence: string;
  /** What to cite. */
  readonly citation: string;
}

const fileSchema = once(() =>
  z.strictObject({
    // One folder at most, and no way out of it: the name is joined to a folder.
    name: z.string().regex(/^([A-Za-z0-9][A-Za-z0-9._-]*\/)?[A-Za-z0-9][A-Za-z0-9._-]*$/),
    bytes: z.int().positive(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    gzipped: z.int().positive().optional(),
    addresses: z.array(z.url()).min(1),
  })
);

const setName = once(() => z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/));
const described = once(() => ({
  name: setName(),
  title: z.string().min(1),
  shape: z.tuple([z.int().positive(), z.int().positive(), z.union([z.literal(1), z.literal(3)])]),
  homepage: z.url(),
  licence: z.string().min(1),
  citation: z.string().min(1),
}));

const setSchema = once(() =>
  z.strictObject({
    ...described(),
    kind: z.enum(["idx", "cifar10"]),
    padTo: z.int().positive().optional(),
    classes: z.array(z.string()).min(1).max(256),
    splits: z.record(
      z.string(),
      z.strictObject({ count: z.int().positive(), pictures: z.string(), labels: z.string().optional() }),
    ),
  })
);

const licensedSchema = once(() =>
  z.strictObject({
    ...described(),
    partOf: setName().optional(),
    splits: z.record(z.string(), z.strictObject({ count: z.int().positive(), folder: z.string().min(1).optional() })),
    layout: z.string().min(1),
  })
);

const schema = once(() =>
  z.strictObject({
    sets: z.array(setSchema()),
    licensed: z.array(licensedSchema()),
    files: z.array(fileSchema()),
  })
);

/** What a registry file holds. */
export interface Registry {
  /** The data sets that can be fetched, each with its files. */
  readonly sets: readonly DataSet[];
  /** The data sets that the reader brings. */
  readonly licensed: readonly LicensedSet[];
}

/**
 * Validates the content of a registry file.
 * @param content The parsed JSON.
 * @returns Its data sets.
 * @throws {SyntaxError} "Cannot read the data registry: WHERE: WHY" at the first entry that is not as it must be, a name
 * given twice or a file that is not listed.
 */
export function parseRegistry(content: unknown): Registry {
  const fail = (where: string, why: string) => new SyntaxError(`Cannot read the data registry: ${where}: ${why}`);
  const parsed = schema().safeParse(content);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0];
    throw fail(path.join(".") || "content", message);
  }
  const files = new Map(parsed.data.files.map((file) => [file.name, file]));
  if (files.size < parsed.data.files.length) throw fail("files", "two have the same name");
  const { licensed } = parsed.data, all = [...parsed.data.sets, ...licensed];
  if (new Set(all.map((set) => set.name)).size < all.length) throw fail("sets", "two have the same name");
  for (const { name, splits } of all) if (Object.keys(splits).length === 0) throw fail(`sets.${name}`, "no splits");
  const sets = parsed.data.sets.map((set) => {
    const needed = new Set(Object.values(set.splits).flatMap(({ pictures, labels }) => [pictures, labels ?? pictures]));
    for (const name of needed) if (!files.has(name)) throw fail(`sets.${set.name}`, `file ${name} is not listed`);
    return { ...set, files: parsed.data.files.filter((file) => needed.has(file.name)) };
  });
  return { sets, licensed };
}

let known: Registry | undefined;
const registry = () => known ??= parseRegistry(json);

/**
 * The registered data sets that can be fetched.
 *
 * @example Their names
 * ```ts
 * import assert from "node:assert/strict";
 * import { dataSets } from "nearzero/datasets";
 *
 * assert.ok(dataSets().some(({ name }) => name === "cifar10"));
 * ```
 *
 * @returns All of them, in the registry's order.
 * @throws {SyntaxError} If data/registry.json is not valid.
 * @category Data sets
 */
export function dataSets(): readonly DataSet[] {
  return registry().sets;
}

/**
 * A registered data set by name.
 *
 * @example What is known of a set
 * ```ts
 * import assert from "node:assert/strict";
 * import { dataSet } from "nearzero/datasets";
 *
 * assert.deepEqual(dataSet("mnist").shape, [28, 28, 1]);
 * assert.throws(() => dataSet("bogus"), RangeError);
 * ```
 *
 * @param name Its name, such as `mnist`.
 * @returns The entry.
 * @throws {RangeError} If no such data set is registered; the message lists those that are.
 * @category Data sets
 */
export function dataSet(name: string): DataSet {
  checkKnown("find the data set", "data set", name, dataSets().map((set) => set.name));
  return dataSets().find((set) => set.name === name)!;
}

/**
 * The registered data sets that the reader brings, since their licences ask for an agreement.
 * @returns All of them, in the registry's order.
 * @throws {SyntaxError} If data/registry.json is not valid.
 */
export function licensedSets(): readonly LicensedSet[] {
  return registry().licensed;
}
