/**
 * Files that grow by whole records: lines of JSON and TensorBoard's events.
 * @module
 */
export { AppendFile } from "./append_file.ts";
export { type GrowingFileOptions, type JsonLine, jsonLine, readJsonLines } from "./json_lines.ts";
export { encodeEvent, type ScalarEvent, stepOfEvent, type VersionEvent } from "./tensorboard.ts";
export { crc32c, readTfRecords, type TfRecord, tfRecord } from "./tfrecord.ts";
