/**
 * Tensors of PyTorch files: which stretch of which storage, in which order.
 * @module
 */
import { badFile } from "../../io/read.ts";
import { describePickle, PickleGlobal, PickleRecord, PickleReference, type PickleValue } from "../pickle/values.ts";
import { storageDtype, type TorchDtype } from "./dtypes.ts";

/** A stretch of numbers that tensors are views of. */
export interface TorchStorage {
  /** What they are. */
  readonly dtype: TorchDtype;
  /** How many. */
  readonly count: number;
  /** Reads them, as float32. */
  read(): Promise<Float32Array>;
}

/** A tensor that has not been read yet. */
export interface TorchTensor {
  /** Its dimensions. */
  readonly shape: readonly number[];
  /** The kind of its numbers in the file. */
  readonly dtype: string;
  /** Reads it: row-major, as float32; may share memory with others, so that nobody writes to it. */
  read(): Promise<Float32Array>;
}

/** Finds a storage: of a reference's parts, or of the bytes of a file inside the file. */
export interface Storages {
  /** The storage of a persistent id ('storage', class, key, location, count, …). */
  reference(id: readonly PickleValue[]): TorchStorage;
  /** The storage that other bytes hold, as in pickles made without torch.save. */
  nested(bytes: Uint8Array): TorchStorage;
}

/** What a file holds: a value, in which tensors refer to storages. */
export interface TorchFile {
  /** The value. */
  readonly value: PickleValue;
  /** Where its storages are. */
  readonly storages: Storages;
}

/** The functions of PyTorch that make tensors; all other calls stay records. */
const REBUILD = ["torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor"];
const PARAMETER = ["torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state"];

/**
 * The tensor that a value of a pickle is.
 * @param value The value.
 * @param storages Where storages are.
 * @param path The file, for errors.
 * @returns The tensor; undefined where the value is something else.
 * @throws {SyntaxError} If it says that it is a tensor and cannot be one: what it claims is checked against its storage
 * before memory is taken.
 */
export function tensorOf(value: PickleValue | undefined, storages: Storages, path: string): TorchTensor | undefined {
  if (!(value instanceof PickleRecord) || !(value.of instanceof PickleGlobal)) return undefined;
  if (PARAMETER.includes(value.of.path)) return tensorOf(value.args[0], storages, path);
  if (!REBUILD.includes(value.of.path)) return undefined;
  const [stored, offset, shape, strides] = value.args;
  if (!isCount(offset) || !isCounts(shape) || !isCounts(strides) || shape.length !== strides.length) {
    throw badFile(path, "a tensor has no offset, size and strides of whole numbers");
  }
  const storage = storageOf(stored, storages, path), size = shape.reduce((product, n) => product * n, 1);
  const last = size === 0 ? -1 : shape.reduce((at, n, i) => at + (n - 1) * strides[i], offset);
  if (last >= storage.count || size > storage.count) {
    throw badFile(path, `a tensor of size [${shape.join(", ")}] does not fit its storage of ${storage.count}`);
  }
  return {
    shape,
    dtype: storage.dtype.name,
    read: async () => ordered(await storage.read(), offset, shape, strides, size),
  };
}

function storageOf(value: PickleValue, storages: Storages, path: string): TorchStorage {
  if (value instanceof PickleReference && Array.isArray(value.id)) return storages.reference(value.id);
  if (value instanceof PickleRecord && value.of instanceof PickleGlobal) {
    const [bytes] = value.args;
    if (value.of.path === "torch.storage._load_from_bytes" && bytes instanceof Uint8Array) {
      return storages.nested(bytes);
    }
  }
  throw badFile(path, `a tensor's storage is ${describePickle(value)}`);
}

/**
 * The parts of a storage's persistent id.
 * @param id The id.
 * @param path The file, for errors.
 * @returns The kind of number, the key and the count.
 * @throws {SyntaxError} If it is none, or of a class that is not known.
 */
export function storageId(
  id: readonly PickleValue[],
  path: string,
): { readonly dtype: TorchDtype; readonly key: string; readonly count: number } {
  const [word, kind, key, , count] = id, dtype = storageDtype(kind);
  if (word !== "storage" || typeof key !== "string" || !isCount(count)) {
    throw badFile(path, "a reference is not to a storage");
  }
  if (dtype === undefined) throw badFile(path, `storage "${key}" is of ${describePickle(kind)}, which is not known`);
  return { dtype, key, count };
}

/** A view in row-major order: the storage's own stretch where it is in that order already. */
function ordered(
  values: Float32Array,
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
  size: number,
): Float32Array {
  let step = 1;
  const plain = shape.map((n) => n).reverse().every((n, i) => {
    const fits = n === 1 || strides[shape.length - 1 - i] === step;
    step *= n;
    return fits;
  });
  if (plain) return values.subarray(offset, offset + size);
  const out = new Float32Array(size), last = shape.length - 1, index = new Array(shape.length).fill(0);
  const run = shape[last], stride = strides[last];
  for (let at = 0, from = offset; at < size; at += run) {
    for (let i = 0; i < run; i++) out[at + i] = values[from + i * stride];
    for (let axis = last - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++index[axis] < shape[axis]) break;
      from -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return out;
}

function isCount(value: PickleValue | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isCounts(value: PickleValue | undefined): value is number[] {
  return Array.isArray(value) && value.every(isCount);
}
