/**
 * PyTorch's kinds of storage as float32.
 * @module
 */
import { halfToFloat32 } from "../../io/formats/half.ts";
import { PickleGlobal, type PickleValue } from "../pickle/values.ts";

/** A kind of number in a storage. */
export interface TorchDtype {
  /** Its name. */
  readonly name: string;
  /** Bytes of a value. */
  readonly bytes: number;
  /** Values as float32: widened exactly, or rounded where they are finer. */
  readonly decode: (bytes: Uint8Array) => Float32Array;
}

const widened = (array: new (buffer: ArrayBuffer) => ArrayLike<number>) => (bytes: Uint8Array): Float32Array =>
  Float32Array.from(new array(bytes.slice().buffer));

const dtypes: Record<string, TorchDtype> = {
  Float: {
    name: "float32",
    bytes: 4,
    decode: (bytes) =>
      bytes.byteOffset % 4 === 0
        ? new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
        : new Float32Array(bytes.slice().buffer),
  },
  Double: { name: "float64", bytes: 8, decode: widened(Float64Array) },
  Half: { name: "float16", bytes: 2, decode: (bytes) => halfToFloat32(new Uint16Array(bytes.slice().buffer)) },
  BFloat16: {
    name: "bfloat16",
    bytes: 2,
    decode: (bytes) =>
      new Float32Array(Uint32Array.from(new Uint16Array(bytes.slice().buffer), (bits) => bits << 16).buffer),
  },
  Long: {
    name: "int64",
    bytes: 8,
    decode: (bytes) => Float32Array.from(new BigInt64Array(bytes.slice().buffer), Number),
  },
  Int: { name: "int32", bytes: 4, decode: widened(Int32Array) },
  Short: { name: "int16", bytes: 2, decode: widened(Int16Array) },
  Char: { name: "int8", bytes: 1, decode: widened(Int8Array) },
  Byte: { name: "uint8", bytes: 1, decode: widened(Uint8Array) },
  Bool: { name: "bool", bytes: 1, decode: widened(Uint8Array) },
};

/**
 * The kind of number that a storage's class names.
 * @param value The class, such as `torch.FloatStorage`.
 * @returns The kind; undefined where it is no class of storages that is known.
 */
export function storageDtype(value: PickleValue): TorchDtype | undefined {
  if (!(value instanceof PickleGlobal) || value.module !== "torch") return undefined;
  const name = /^(\w+)Storage$/.exec(value.name)?.[1];
  return name !== undefined && Object.hasOwn(dtypes, name) ? dtypes[name] : undefined;
}
