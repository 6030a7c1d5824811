/**
 * Reading and writing tensors where the wasm backend keeps them: the kit's kernels work on its heap in place, without a
 * copy.
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
 * What a tensor holds read as float64, in place.
 * @param tensor A float32 tensor of the wasm backend with an even number of values.
 * @returns Half as many numbers.
 */
export function doubles(tensor: tf.TensorInfo): Float64Array {
  return new Float64Array(heapMemory().buffer, address(tensor), tf.util.sizeFromShape(tensor.shape) / 2);
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

/**
 * Frees what {@linkcode allocate} made.
 * @param tensors Their descriptions.
 */
export function release(...tensors: tf.TensorInfo[]): void {
  for (const { dataId } of tensors) backend().disposeData(dataId);
}

/**
 * Where the values of a tensor begin.
 * @param tensor A tensor of the wasm backend.
 * @returns The address on the heap, in bytes.
 */
export function address(tensor: tf.TensorInfo): number {
  return backend().getMemoryOffset(tensor.dataId);
}

/**
 * The memory that the heap lies in, for compiled functions of the kit's own.
 * @returns The memory; it stays the same when it grows.
 */
export function heapMemory(): WebAssembly.Memory {
  return (backend() as unknown as { wasm: { asm: { memory: WebAssembly.Memory } } }).wasm.asm.memory;
}

/**
 * The whole heap as float32, to copy within. The next allocation may detach it.
 * @returns The heap; a tensor's values begin at a quarter of its address.
 */
export function heapFloats(): Float32Array {
  return new Float32Array(heapMemory().buffer);
}

/** From so many floats on, the system's copying is faster than a loop: calling it takes as long as a loop takes for these. */
const MANY = 12;

/**
 * Copies floats within the heap.
 * @param heap From {@linkcode heapFloats}.
 * @param to Index of the first to write; what is written must not overlap what is read.
 * @param from Index of the first to read.
 * @param count How many.
 */
export function copyFloats(heap: Float32Array, to: number, from: number, count: number): void {
  if (count >= MANY) heap.copyWithin(to, from, from + count);
  else for (let i = 0; i < count; i++) heap[to + i] = heap[from + i];
}
