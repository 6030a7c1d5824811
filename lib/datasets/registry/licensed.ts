/**
 * Finding the data sets that the reader brings: folders and archives under the registered names.
 * @module
 */
import { join } from "node:path";
import { checkKnown } from "../../numerics/check.ts";
import { dataFolders } from "./locate.ts";
import type { LicensedSet } from "./registry.ts";

/** What a folder or archive may be called after the set's name. */
const ENDINGS = ["", ".zip", ".tar", ".tar.gz", ".tgz"];

/** Where a licensed set lies. */
export interface LicensedPlace {
  /** The folder or archive. */
  readonly path: string;
  /** Whether it holds the whole of which the set is a part. */
  readonly whole: boolean;
}

/**
 * Looks for a licensed set in the data folders: NAME as a folder, .zip, .tar, .tar.gz or .tgz, then the name of the whole
 * that it is a part of.
 * @param set The set.
 * @returns Where it is, or undefined.
 */
export async function findLicensed(set: LicensedSet): Promise<LicensedPlace | undefined> {
  for (const folder of dataFolders()) {
    for (const [stem, whole] of [[set.name, false], [set.partOf, true]] as const) {
      for (const ending of stem === undefined ? [] : ENDINGS) {
        const path = join(folder, `${stem}${ending}`);
        const stat = await Deno.stat(path).catch(() => undefined);
        if (ending === "" ? stat?.isDirectory : stat?.isFile) return { path, whole };
      }
    }
  }
  return undefined;
}

/**
 * The folder or archive of a licensed set, and which part of it is meant.
 * @param set The set.
 * @param split One of its splits; the first unless told. A folder or archive under the set's own name is taken whole
 * unless a split is given.
 * @returns Its path, the folder in it and how many pictures the official set has there.
 * @throws {RangeError} If there is no such split.
 * @throws {Error} If it is not there; the message says where it comes from and where to put it.
 */
export async function requireLicensed(
  set: LicensedSet,
  split?: string,
): Promise<{ path: string; split?: string; count: number }> {
  const splits = Object.keys(set.splits);
  if (split !== undefined) checkKnown(`load ${set.name}`, "split", split, splits);
  const { count, folder } = set.splits[split ?? splits[0]];
  const place = await findLicensed(set);
  if (place !== undefined) {
    return { path: place.path, split: place.whole || split !== undefined ? folder : undefined, count };
  }
  throw new Error(`Cannot load ${set.name}: ${howToBring(set)}`);
}

/**
 * What a reader does to have a licensed set.
 * @param set The set.
 * @returns One sentence: where it is not, where it comes from, how it must lie.
 */
export function howToBring(set: LicensedSet): string {
  const names = [set.name, set.partOf].filter((name) => name !== undefined).join(" or ");
  return `no folder, zip or tar called ${names} in ${dataFolders().join(" or ")}; its licence must be agreed to at ` +
    `${set.homepage}, so fetch it there, put it into that folder under that name, or name a folder that holds it by ` +
    `NEARZERO_DATA=DIR (it comes as: ${set.layout})`;
}
