/**
 * Reading and writing tensors where the wasm backend keeps them: kernels written in TypeScript work on its heap in
 * place, without a copy.
 * @module
 */
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { tf } from "../tf.ts";

/** The wasm backend, which must have been started. */
function backend(): BackendWasm {
  return tf.findBackend("wasm") as BackendWasm;
}

/**
 * Makes float32 tensors with undefined contents.
 * @param shapes Their shapes.
 * @returns One description for each shape.
 */
export function allocate(...shapes: number[][]): tf.TensorInfo[] {
  return shapes.map((shape) => backend().makeOutput(shape, "float32"));
}

/**
 * The float32 values of a tensor, in place. The next allocation may grow the heap and detach the array, so that all
 * outputs are allocated first.
 * @param tensor A float32 tensor of the wasm backend.
 * @returns Its values, row-major.
 */
export function floats(tensor: tf.TensorInfo): Float32Array {
  return backend().typedArrayFromHeap(tensor) as Float32Array;
}

/**
 * The int32 values of a tensor, in place.
 * @param tensor An int32 tensor of the wasm backend.
 * @returns Its values, row-major.
 */
export function integers(tensor: tf.TensorInfo): Int32Array {
  return backend().typedArrayFromHeap(tensor) as Int32Array;
}

/**
 * Another tensor on the same values.
 * @param tensor A tensor of the wasm backend.
 * @returns Its description; the values live until both are disposed of.
 */
export function share(tensor: tf.TensorInfo): tf.TensorInfo {
  backend().incRef(tensor.dataId);
  return { dataId: tensor.dataId, shape: tensor.shape, dtype: tensor.dtype };
}

/** The part of the backend below its kernels: its table of tensors and the functions compiled to wasm. */
interface Internals {
  dataIdNextNumber: number;
  wasm: {
    cwrap(name: string, result: null, parameters: string[]): (...values: unknown[]) => void;
    tfjs: {
      registerTensor(id: number, size: number, offset: number): void;
      disposeData(id: number): void;
    };
  };
}

/**
 * Multiplies the matrices of two batches pair by pair, in place on the heap: each matrix is made known to the compiled
 * function as a tensor of its own for the time of one product, without a copy.
 */
export class MatrixMultiplier {
  readonly #internals: Internals;
  readonly #multiply: (...values: unknown[]) => void;
  /** For a, b and the product: where the batch begins, its matrices' shape, as numbers and as the bytes handed over. */
  readonly #batches: { offset: number; shape: number[]; bytes: Uint8Array }[];

  /**
   * Prepares products of the matrices of two batches.
   * @param a [..., m, k].
   * @param b [..., k, n].
   * @param out [..., m, n], overwritten.
   * @param sizes m, k and n.
   */
  constructor(a: tf.TensorInfo, b: tf.TensorInfo, out: tf.TensorInfo, [m, k, n]: [number, number, number]) {
    const own = backend();
    this.#internals = own as unknown as Internals;
    const [tensor, shape, rank, flag] = ["number", "array", "number", "number"];
    const parameters = [tensor, shape, rank, tensor, shape, rank, flag, flag, tensor];
    this.#multiply = this.#internals.wasm.cwrap("BatchMatMul", null, parameters);
    const shapes = [[1, m, k], [1, k, n], [1, m, n]];
    this.#batches = [a, b, out].map(({ dataId }, i) => ({
      offset: own.getMemoryOffset(dataId),
      shape: shapes[i],
      bytes: new Uint8Array(Int32Array.from(shapes[i]).buffer),
    }));
  }

  /**
   * Multiplies one pair.
   * @param index Its place in the batch.
   */
  run(index: number): void {
    const { tfjs } = this.#internals.wasm;
    const ids = this.#batches.map(({ offset, shape: [, rows, columns] }) => {
      const id = this.#internals.dataIdNextNumber++, size = rows * columns;
      tfjs.registerTensor(id, size, offset + index * size * Float32Array.BYTES_PER_ELEMENT);
      return id;
    });
    const [a, b] = this.#batches;
    this.#multiply(ids[0], a.bytes, 3, ids[1], b.bytes, 3, 0, 0, ids[2]);
    // Frees what was cached for the right side, not the values.
    for (const id of ids) tfjs.disposeData(id);
  }
}
