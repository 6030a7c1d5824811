/**
 * Files: the cache folder, atomic writes, checked reads.
 * @module
 */
export { writeFileAtomic } from "./atomic.ts";
export { cacheDir } from "./cache_dir.ts";
export { canonicalJson, contentId } from "./content_id.ts";
export { badFile, readPieces } from "./read.ts";
export {
  decodeSafetensors,
  encodeSafetensors,
  readSafetensors,
  type Safetensors,
  type StoredTensor,
  type TensorValues,
  writeSafetensors,
} from "./safetensors.ts";
export { sha256File } from "./sha256.ts";
export { listTar, readTar, type TarFile } from "./tar.ts";
export { validate } from "./validate.ts";
