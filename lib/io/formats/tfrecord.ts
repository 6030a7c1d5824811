/**
 * TFRecord files: records one after another, each with its length and two checksums.
 *
 * A record is its length as an unsigned 64-bit little-endian number, the masked CRC-32C of those 8 bytes, the data and
 * the masked CRC-32C of the data (TensorFlow, tensorflow/core/lib/io/record_writer.h).
 * @module
 */
import type { GrowingFileOptions } from "./json_lines.ts";
import { badFile, readIfThere } from "../read.ts";

/** A record of a file and where it ends. */
export interface TfRecord {
  /** Its data. */
  readonly data: Uint8Array;
  /** The byte after it. */
  readonly end: number;
}

/** Bytes before and after the data. */
const HEAD = 12, FOOT = 4;

/** The remainders of CRC-32C (Castagnoli), bits reversed, for each byte. */
const REMAINDERS = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? byte >>> 1 ^ 0x82f63b78 : byte >>> 1;
  return byte;
});

/**
 * CRC-32C (RFC 3720, appendix B.4).
 * @param bytes The bytes.
 * @returns An unsigned 32-bit number.
 */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crc >>> 8 ^ REMAINDERS[(crc ^ byte) & 255];
  return ~crc >>> 0;
}

/** Turned and shifted, as TensorFlow stores it, so that a checksum of data with checksums in it stays a good one. */
function masked(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return ((crc >>> 15 | crc << 17) + 0xa282ead8) >>> 0;
}

/**
 * Frames data as a record.
 * @param data The data.
 * @returns The record.
 */
export function tfRecord(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const record = new Uint8Array(HEAD + data.length + FOOT), view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, masked(record.subarray(0, 8)), true);
  record.set(data, HEAD);
  view.setUint32(HEAD + data.length, masked(data), true);
  return record;
}

/**
 * Reads the records of a file; a last one that is cut short is left out.
 * @param path The file; one that is missing has no records.
 * @param options What is done where it is damaged.
 * @returns The records in order.
 * @throws {SyntaxError} "Cannot read PATH: … at byte N" where a checksum is wrong.
 * @throws {Error} "Cannot read PATH: …" where the file cannot be opened.
 */
export async function readTfRecords(path: string, { onDamaged }: GrowingFileOptions = {}): Promise<TfRecord[]> {
  const bytes = await readIfThere(path), records: TfRecord[] = [];
  for (let start = 0; start + HEAD <= bytes.length;) {
    const record = recordAt(bytes, start);
    if (record === undefined) return records;
    if ("fault" in record) {
      const error = badFile(path, record.fault, record.byte);
      if (onDamaged === undefined) throw error;
      onDamaged(error);
      return records;
    }
    records.push(record);
    start = record.end;
  }
  return records;
}

/** The record at a byte, or what is wrong with it and where; undefined where it is cut short. */
function recordAt(bytes: Uint8Array, start: number): TfRecord | { fault: string; byte: number } | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(start + 8, true) !== masked(bytes.subarray(start, start + 8))) {
    return { fault: "a record's length does not have its checksum", byte: start };
  }
  const length = view.getBigUint64(start, true), left = bytes.length - start - HEAD - FOOT;
  if (length > left) return undefined;
  const data = bytes.subarray(start + HEAD, start + HEAD + Number(length)), end = start + HEAD + data.length + FOOT;
  if (view.getUint32(end - FOOT, true) !== masked(data)) {
    return { fault: "a record's data do not have their checksum", byte: start + HEAD };
  }
  return { data, end };
}
