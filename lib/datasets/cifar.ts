/**
 * The binary version of CIFAR-10: records of one label byte and 3072 pixel bytes, plane by plane.
 * @module
 */
import { badFile } from "../io/read.ts";
import { openStore, type PictureStore } from "./picture_store.ts";

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
/** The same batches in the Python version. */
const PICKLES = /(^|\/)(data_batch_[1-5]|test_batch)$/;

/**
 * Which splits of CIFAR-10 a folder or archive holds, by its files' names.
 * @param path The folder or archive, for messages.
 * @param store Its files.
 * @returns The splits, `train` first; none where it is no CIFAR-10.
 * @throws {SyntaxError} Where it is the Python version: pickles can run code; says what to fetch instead.
 */
export function cifarSplits(path: string, store: PictureStore): string[] {
  const names = store.files.map(({ name }) => name);
  const splits = Object.keys(MEMBERS).filter((split) => names.some((name) => MEMBERS[split].test(name)));
  if (splits.length === 0 && names.some((name) => PICKLES.test(name))) {
    throw badFile(
      path,
      "it is the Python version of CIFAR-10, whose pickles can run code and are not read; fetch the binary version " +
        'with "deno task data cifar10", or bring cifar-10-binary.tar.gz',
    );
  }
  return splits;
}

/**
 * Reads one split out of the archive or folder of the binary version (Krizhevsky, "Learning multiple layers of features
 * from tiny images", 2009; layout as on its page).
 * @param path The tar, tar.gz, zip or folder.
 * @param split `train` (data_batch_1 … 5) or `test`.
 * @param opened Its files, where it is open already.
 * @returns The records in the order of the archive's files by name.
 * @throws {SyntaxError} "Cannot read FILE: …" where the archive is corrupt, a batch is not whole or a label is above 9.
 * @throws {RangeError} If there is no such split.
 */
export async function readCifar(path: string, split: string, opened?: PictureStore): Promise<CifarRecords> {
  const wanted = MEMBERS[split];
  if (wanted === undefined) throw new RangeError(`Cannot read ${path}: no split "${split}", there is train, test`);
  const store = opened ?? await openStore(path);
  const names = store.files.map(({ name }) => name).filter((name) => wanted.test(name));
  if (names.length === 0) throw badFile(path, `no ${split} batches of CIFAR-10 in it`);
  const batches: { name: string; content: Uint8Array }[] = [];
  if (store.stream !== undefined) {
    for await (const batch of store.stream(new Set(names))) batches.push(batch);
  } else for (const name of names) batches.push({ name, content: await store.read!(name) });
  // Not every archive is in order, and the order decides what an index means.
  batches.sort((a, b) => a.name < b.name ? -1 : 1);
  for (const { name, content } of batches) {
    if (content.length % RECORD !== 0) {
      throw badFile(`${path}/${name}`, `records of ${RECORD} bytes, it ends`, content.length);
    }
  }
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
