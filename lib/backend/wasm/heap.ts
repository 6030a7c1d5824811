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
