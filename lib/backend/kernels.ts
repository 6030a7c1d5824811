/**
 * Running and replacing kernels: the small part of TensorFlow.js's registry that the kit's own kernels need.
 * @module
 */
import { tf } from "./tf.ts";

/** A kernel's tensors by name. */
export type Inputs = Record<string, tf.Tensor>;

/** A kernel's settings by name. */
export type Attributes = Record<string, unknown>;

/** A kernel of the kit: from tensors to tensors (or plain descriptions of them). */
export type Kernel = (
  inputs: Inputs,
  attributes: Attributes,
  previous?: tf.KernelFunc,
) => tf.TensorInfo | tf.TensorInfo[];

/**
 * Whether the running backend has a kernel.
 * @param name The kernel's name.
 * @returns True if it is registered for the running backend.
 */
export function hasKernel(name: string): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined;
}

/**
 * Runs a kernel with one output.
 * @param name The kernel's name.
 * @param inputs Its tensors.
 * @param attributes Its settings.
 * @returns Its output.
 */
export function runKernel(name: string, inputs: Inputs, attributes: Attributes = {}): tf.Tensor {
  return tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap) as tf.Tensor;
}

/**
 * Runs a kernel with several outputs.
 * @param name The kernel's name.
 * @param inputs Its tensors.
 * @param attributes Its settings.
 * @returns Its outputs.
 */
export function runKernels(name: string, inputs: Inputs, attributes: Attributes = {}): tf.Tensor[] {
  return tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap) as tf.Tensor[];
}

/**
 * Registers a kernel for a backend in place of the one that may be there, which it is handed as `previous`.
 * @param backend The backend's name in TensorFlow.js.
 * @param name The kernel's name.
 * @param kernel The kernel.
 */
export function replaceKernel(backend: string, name: string, kernel: Kernel): void {
  const previous = tf.getKernel(name, backend);
  if (previous) tf.unregisterKernel(name, backend);
  tf.registerKernel({
    kernelName: name,
    backendName: backend,
    setupFunc: previous?.setupFunc,
    disposeFunc: previous?.disposeFunc,
    kernelFunc: ({ inputs, attrs }) => kernel(inputs as Inputs, attrs ?? {}, previous?.kernelFunc),
  });
}
