/**
 * What the kit asks of npm's onnxruntime-node, which is fetched and loaded when a model is opened and not before.
 * @module
 */

/** Numbers in the runtime's hands. */
export interface OnnxTensor {
  /** The numbers, row-major. */
  readonly data: ArrayLike<number>;
  /** Their dimensions. */
  readonly dims: readonly number[];
}

/** A model that has been loaded. */
export interface OnnxSession {
  /** Its inputs' names. */
  readonly inputNames: readonly string[];
  /** Its outputs' names. */
  readonly outputNames: readonly string[];
  /** Its inputs' names and types. */
  readonly inputMetadata: readonly { readonly name: string; readonly type?: string }[];
  /** Runs it. */
  run(feeds: Readonly<Record<string, OnnxTensor>>, fetches: readonly string[]): Promise<Record<string, OnnxTensor>>;
  /** Frees it. */
  release(): Promise<void>;
}

/** The runtime. */
export interface OnnxRuntime {
  /** Loads models. */
  readonly InferenceSession: {
    create(path: string, options: { readonly logSeverityLevel: number }): Promise<OnnxSession>;
  };
  /** Makes tensors. */
  readonly Tensor: new (
    type: "float32" | "int64",
    data: Float32Array | BigInt64Array,
    dims: readonly number[],
  ) => OnnxTensor;
}

/** Not written at the import itself: whatever stands there is fetched with the kit, and this is 290 MB. */
const PACKAGE: string = "onnxruntime-node";

/**
 * Loads the runtime.
 * @param action What the caller is about to do, for errors.
 * @returns The runtime.
 * @throws {Error} If it cannot be had.
 */
export async function loadOnnxRuntime(action: string): Promise<OnnxRuntime> {
  try {
    const module = await import(PACKAGE);
    return module.default ?? module;
  } catch (error) {
    throw new Error(`Cannot ${action}: npm's ${PACKAGE} cannot be loaded (${(error as Error).message})`, {
      cause: error,
    });
  }
}
