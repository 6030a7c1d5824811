/**
 * PyTorch's files before 1.6: five pickles, and after them the storages one by one.
 * @module
 */
import { badFile } from "../../io/read.ts";
import { Cursor } from "../pickle/cursor.ts";
import { readPickle } from "../pickle/read_pickle.ts";
import { PickleRecord, PickleReference, type PickleValue } from "../pickle/values.ts";
import type { TorchDtype } from "./dtypes.ts";
import { storageId, type Storages, type TorchFile, type TorchStorage } from "./tensor.ts";

/** What the first pickle of such a file is. */
const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;

/** A stretch of the bytes after the pickles. */
interface Stretch {
  /** Where its numbers begin. */
  readonly at: number;
  /** How many there are. */
  readonly count: number;
}

/**
 * Whether bytes begin as such a file does.
 * @param bytes The first bytes.
 * @returns Whether they do.
 */
export function isTorchLegacy(bytes: Uint8Array): boolean {
  const magic = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];
  return magic.every((byte, i) => bytes[i] === byte);
}

/**
 * Opens such a file.
 * @param bytes The whole file.
 * @param path Its name, for errors.
 * @returns The value and its storages.
 * @throws {SyntaxError} "Cannot read PATH: … at byte N" if it is damaged or cut short.
 */
export function openTorchLegacy(bytes: Uint8Array, path: string): TorchFile {
  let at = 0;
  const next = (): PickleValue => {
    const { value, end } = readPickle(bytes, path, at);
    at = end;
    return value;
  };
  if (next() !== MAGIC) throw badFile(path, "it does not begin as PyTorch's files do", 0);
  const protocol = next();
  if (protocol !== PROTOCOL) throw badFile(path, `its protocol is ${String(protocol)}, only ${PROTOCOL} is read`, 0);
  const system = next();
  if (system instanceof Map && system.get("little_endian") === false) {
    throw badFile(path, "its numbers have their highest byte first", 0);
  }
  const value = next(), keys = next(), kinds = storageKinds(value, path);
  if (!Array.isArray(keys)) throw badFile(path, "the list of its storages is no list", at);
  const stretches = new Map<string, Stretch>();
  const cursor = new Cursor(bytes, path, at);
  for (const key of keys) {
    const dtype = typeof key === "string" ? kinds.get(key) : undefined;
    if (dtype === undefined) throw cursor.fail(`storage ${JSON.stringify(String(key))} is of no tensor`);
    const count = cursor.u64(), begin = cursor.at;
    cursor.take(count * dtype.bytes);
    stretches.set(key as string, { at: begin, count });
  }
  const found = new Map<string, TorchStorage>();
  const storages: Storages = {
    nested: (inner) => nestedStorage(inner, path),
    reference(id) {
      const { dtype, key, count } = storageId(id, path), view = id[5];
      const name = JSON.stringify([key, dtype.name, view ?? null]), before = found.get(name);
      if (before !== undefined) return before;
      const stretch = stretches.get(key);
      if (stretch === undefined) throw badFile(path, `storage "${key}" is not in the file`);
      // A view names its own key, where it begins in the storage, and how many numbers it has.
      const [, from, length] = Array.isArray(view) ? view : [null, 0, count];
      if (typeof from !== "number" || typeof length !== "number" || from < 0 || !(from + length <= stretch.count)) {
        throw badFile(path, `a view of storage "${key}" goes past its end`, stretch.at);
      }
      let values: Float32Array | undefined;
      const begin = stretch.at + from * dtype.bytes;
      const storage: TorchStorage = {
        dtype,
        count: length,
        read: () => Promise.resolve(values ??= dtype.decode(bytes.subarray(begin, begin + length * dtype.bytes))),
      };
      found.set(name, storage);
      return storage;
    },
  };
  return { value, storages };
}

/**
 * The storage that a file inside a file holds, as pickles made without `torch.save` have them.
 * @param bytes The inner file.
 * @param path The outer one, for errors.
 * @returns The storage.
 * @throws {SyntaxError} If it holds something else.
 */
export function nestedStorage(bytes: Uint8Array, path: string): TorchStorage {
  const { value, storages } = openTorchLegacy(bytes, `${path} (a storage in it)`);
  if (!(value instanceof PickleReference) || !Array.isArray(value.id)) {
    throw badFile(path, "what should be a storage is something else");
  }
  return storages.reference(value.id);
}

/** The kind of number of each storage that the value refers to: the raw numbers do not say it themselves. */
function storageKinds(value: PickleValue, path: string): Map<string, TorchDtype> {
  const kinds = new Map<string, TorchDtype>(), seen = new Set<PickleValue>(), rest: PickleValue[] = [value];
  while (rest.length > 0) {
    const each = rest.pop()!;
    if (typeof each !== "object" || each === null || seen.has(each)) continue;
    seen.add(each);
    if (each instanceof PickleReference) {
      if (!Array.isArray(each.id)) continue;
      const { key, dtype } = storageId(each.id, path);
      kinds.set(key, dtype);
    } else if (Array.isArray(each)) { for (const entry of each) rest.push(entry); }
    else if (each instanceof Map) { for (const entry of each.values()) rest.push(entry); }
    else if (each instanceof PickleRecord) {
      for (const entry of each.args) rest.push(entry);
      for (const entry of each.entries.values()) rest.push(entry);
      for (const entry of each.elements) rest.push(entry);
      if (each.state !== undefined) rest.push(each.state);
    }
  }
  return kinds;
}
