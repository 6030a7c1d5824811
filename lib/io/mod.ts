/**
 * Files: the cache folder, atomic writes, checked reads.
 * @module
 */
export { AppendFile } from "./append_file.ts";
export { type AtomicOptions, writeFileAtomic } from "./atomic.ts";
export { cacheDir } from "./cache_dir.ts";
export { canonicalJson, contentId } from "./content_id.ts";
export {
  type ContentDigest,
  contentDigest,
  digestOfKnown,
  type DigestOptions,
  type KnownFile,
  type Matters,
} from "./content_digest.ts";
export { type FileInTree, filesUnder, type FileTree, type LeftOut } from "./file_tree.ts";
export { type JsonLine, jsonLine, readJsonLines } from "./json_lines.ts";
export { readJson } from "./read_json.ts";
export { badFile, beginsWith, parseJson, readPieces } from "./read.ts";
export {
  decodeSafetensors,
  encodeSafetensors,
  floatsAt,
  indexSafetensors,
  readSafetensors,
  type Safetensors,
  type StoredTensor,
  type TensorPlace,
  type TensorValues,
  writeSafetensors,
} from "./safetensors.ts";
export { sha256, sha256File } from "./sha256.ts";
export { indexTar, readTar, readTarMember, type TarFile, type TarMember } from "./tar.ts";
export { encodeEvent, type ScalarEvent, stepOfEvent, type VersionEvent } from "./tensorboard.ts";
export { crc32c, readTfRecords, type TfRecord, tfRecord } from "./tfrecord.ts";
export { validate } from "./validate.ts";
export { listZip, readZipMember, type ZipMember } from "./zip.ts";
