/**
 * The identity of a data set's content: what a result that was made from it belongs to.
 * @module
 */
import { basename } from "node:path";
import { checkKnown } from "../numerics/check.ts";
import { type ContentDigest, contentDigest, digestOfKnown } from "../io/content_digest.ts";
import { type FileInTree, filesUnder } from "../io/file_tree.ts";
import { labelsBeside } from "./idx.ts";
import { requireLicensed } from "./registry/licensed.ts";
import { pictureFormat } from "./layout/picture_format.ts";
import { dataSets, licensedSets } from "./registry/registry.ts";
import { inSplit } from "./layout/split.ts";

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

async function filesOf(path: string, split?: string): Promise<readonly FileInTree[]> {
  const stat = await Deno.stat(path).catch((error) => {
    throw new Error(`Cannot read ${path}: ${error.message}`, { cause: error });
  });
  if (stat.isDirectory) {
    const { files } = await filesUnder(path), inside = files.filter(({ name }) => inSplit(name, split));
    // The splits of IDX files and of CIFAR-10 are no folders.
    return inside.length > 0 ? inside : files;
  }
  const labels = await labelsBeside(path), files = [{ name: basename(path), path, stat }];
  if (labels !== undefined) files.push({ name: basename(labels), path: labels, stat: await Deno.stat(labels) });
  return files;
}
