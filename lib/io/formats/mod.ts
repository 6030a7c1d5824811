/**
 * File formats: arrays, archives, logs.
 * @module
 */
export { type GrowingFileOptions, type JsonLine, jsonLine, readJsonLines } from "./json_lines.ts";
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
export { indexTar, readTar, readTarMember, type TarFile, type TarMember } from "./tar.ts";
export { encodeEvent, stepOfEvent, type SummaryEvent, type VersionEvent } from "./tensorboard.ts";
export { crc32c, readTfRecords, type TfRecord, tfRecord } from "./tfrecord.ts";
export { listZip, readZipMember, type ZipMember } from "./zip.ts";
export { checkSigned, readSignedSafetensors, signed, writeSignedSafetensors } from "./signed.ts";
export { pictureSheet, type SheetOptions } from "./picture_sheet.ts";
