/**
 * Files: the cache folder, atomic writes, checked reads.
 * @module
 */
export { type AtomicOptions, removeLeftovers, writeFileAtomic } from "./atomic.ts";
export { cacheDir } from "./cache_dir.ts";
export { canonicalJson, contentId } from "./content_id.ts";
export { describeChange } from "./content_change.ts";
export {
  type ContentDigest,
  contentDigest,
  digestOfKnown,
  type DigestOptions,
  type KnownFile,
  type Matters,
} from "./content_digest.ts";
export { type FileInTree, filesUnder, type FileTree, type LeftOut } from "./file_tree.ts";
export * from "./formats/mod.ts";
export * from "./process/mod.ts";
export { readJson } from "./read_json.ts";
export { badFile, beginsWith, parseJson, readPieces } from "./read.ts";
export { sha256, sha256File } from "./sha256.ts";
export { validate } from "./validate.ts";
