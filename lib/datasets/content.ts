/**
 * The identity of a data set's content: what a result that was made from it belongs to.
 * @module
 */
import { basename, dirname, join } from "node:path";
import { checkKnown } from "../numerics/check.ts";
import { type ContentDigest, contentDigest, digestOfKnown } from "../io/content_digest.ts";
import { type FileInTree, filesUnder } from "../io/file_tree.ts";
import { requireLicensed } from "./licensed.ts";
import { pictureFormat } from "./picture_format.ts";
import { dataSets, licensedSets } from "./registry.ts";
import { inSplit } from "./split.ts";

/**
 * The content of a data set, as a SHA-256 over the names and bytes of every file that it depends on: of a registered set
 * the files of its split as registered (loading verifies them), of a folder the pictures of the split where it holds
 * pictures and else all its files, of anything else the file, with the labels beside an IDX file. It is computed once and
 * kept in the cache folder; files that have not changed since are not read again.
 * @param nameOrPath A registered name, `procedural`, or a path, as `loadPictures` takes it.
 * @param split The split that is loaded; a set's first, or all of a path, unless told.
 * @returns The digest; undefined for `procedural`, which is drawn and depends on no file.
 * @throws {RangeError} If there is no such split, or no file.
 * @throws {Error} Where files are not there, cannot be read or change meanwhile.
 */
export async function dataSetContent(nameOrPath: string, split?: string): Promise<ContentDigest | undefined> {
  if (nameOrPath === "procedural") return undefined;
  const set = dataSets().find(({ name }) => name === nameOrPath);
  if (set !== undefined) {
    const splits = Object.keys(set.splits);
    if (split !== undefined) checkKnown(`identify ${set.name}`, "split", split, splits);
    const { pictures, labels } = set.splits[split ?? splits[0]];
    return digestOfKnown(set.files.filter(({ name }) => name === pictures || name === labels));
  }
  const licensed = licensedSets().find(({ name }) => name === nameOrPath);
  const place = licensed === undefined ? { path: nameOrPath, split } : await requireLicensed(licensed, split);
  return await contentDigest(place.path, await filesOf(place.path, place.split), {
    matters: { rule: "pictures", test: (head) => pictureFormat(head) !== undefined },
  });
}

async function filesOf(path: string, split?: string): Promise<FileInTree[]> {
  const stat = await Deno.stat(path).catch((error) => {
    throw new Error(`Cannot read ${path}: ${error.message}`, { cause: error });
  });
  if (stat.isDirectory) return (await filesUnder(path)).files.filter(({ name }) => inSplit(name, split));
  const files = [{ name: basename(path), path, stat }], beside = labelsBeside(path);
  const labels = beside === undefined ? undefined : await Deno.stat(beside).catch(() => undefined);
  if (labels?.isFile) files.push({ name: basename(beside!), path: beside!, stat: labels });
  return files;
}

/**
 * Where the labels of an IDX file of pictures lie, if they do, by the custom of MNIST and its kin.
 * @param path The file of pictures, such as `train-images-idx3-ubyte.gz`.
 * @returns The path that a file of labels would have, or undefined where the name does not say.
 */
export function labelsBeside(path: string): string | undefined {
  const name = basename(path), labels = name.replace(/images([-_.])idx3/i, "labels$1idx1");
  return labels === name ? undefined : join(dirname(path), labels);
}
