/**
 * The binary version of CIFAR-10: records of one label byte and 3072 pixel bytes, plane by plane.
 * @module
 */
import { badFile } from "../io/read.ts";
import { readTar } from "../io/tar.ts";

/** Pictures and labels of CIFAR-10. */
export interface CifarRecords {
  /** n × 32 × 32 × 3 bytes, interleaved (NHWC). */
  readonly bytes: Uint8Array;
  /** n labels in {0, …, 9}. */
  readonly labels: Uint8Array;
}

const PLANE = 32 * 32;
const RECORD = 1 + 3 * PLANE;
const MEMBERS: Record<string, RegExp> = { train: /(^|\/)data_batch_[1-5]\.bin$/, test: /(^|\/)test_batch\.bin$/ };

/**
 * Reads one split out of the archive of the binary version (Krizhevsky, "Learning multiple layers of features from tiny
 * images", 2009; layout as on its page).
 * @param path The tar or tar.gz.
 * @param split `train` (data_batch_1 … 5) or `test`.
 * @returns The records in the order of the archive's files by name.
 * @throws {SyntaxError} "Cannot read FILE: …" where the archive is corrupt, a batch is not whole or a label is above 9.
 * @throws {RangeError} If there is no such split.
 */
export async function readCifar(path: string, split: string): Promise<CifarRecords> {
  const wanted = MEMBERS[split];
  if (wanted === undefined) throw new RangeError(`Cannot read ${path}: no split "${split}", there is train, test`);
  const batches: { name: string; content: Uint8Array }[] = [];
  for await (const { name, content } of readTar(path, (name) => wanted.test(name))) {
    if (content.length % RECORD !== 0) {
      throw badFile(`${path}/${name}`, `records of ${RECORD} bytes, it ends`, content.length);
    }
    batches.push({ name, content });
  }
  if (batches.length === 0) throw badFile(path, `no ${split} batches of CIFAR-10 in it`);
  // Not every archive is in order, and the order decides what an index means.
  batches.sort((a, b) => a.name < b.name ? -1 : 1);
  const count = batches.reduce((sum, { content }) => sum + content.length / RECORD, 0);
  const bytes = new Uint8Array(count * 3 * PLANE), labels = new Uint8Array(count);
  let at = 0;
  for (const { name, content } of batches) {
    for (let record = 0; record < content.length; record += RECORD, at++) {
      if (content[record] > 9) throw badFile(`${path}/${name}`, `label ${content[record]} is above 9`, record);
      labels[at] = content[record];
      for (let i = 0; i < PLANE; i++) {
        for (let c = 0; c < 3; c++) bytes[(at * PLANE + i) * 3 + c] = content[record + 1 + c * PLANE + i];
      }
    }
  }
  return { bytes, labels };
}
