/**
 * Giving the native backend the kit's own kernels.
 * @module
 */
import { type Attributes, type Inputs, type Kernel, replaceKernel } from "../kernels.ts";
import { tf } from "../tf.ts";

/** The part of tfjs-node's backend that runs any TensorFlow operation by name. */
interface OperationRunner {
  readonly binding: Readonly<Record<"TF_ATTR_INT" | "TF_ATTR_FLOAT", number>>;
  executeMultipleOutputs(
    name: string,
    attributes: { name: string; type: number; value: number }[],
    inputs: tf.TensorInfo[],
    outputs: number,
  ): tf.TensorInfo[];
}

/** An operation of kernels.cc: its kernel's name, its inputs in order, its attributes and how many outputs it has. */
interface Operation {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly attributes?: Readonly<Record<string, "TF_ATTR_INT" | "TF_ATTR_FLOAT">>;
  readonly outputs: number;
  /** Coefficients that change with each call travel as a tensor: TensorFlow keeps a kernel for each set of attributes. */
  readonly coefficients?: readonly string[];
}

const normalised = ["x", "scale", "offset"];
const groups = { groups: "TF_ATTR_INT" } as const;
const convolved = ["x", "scale", "offset", "filter", "bias", "beside"];
const block = [
  "x0",
  "x1",
  "scale0",
  "offset0",
  "conv0",
  "share",
  "scale1",
  "offset1",
  "conv1",
  "bias",
  "skip",
  "skipBias",
];
const place = {
  ...groups,
  activate: "TF_ATTR_INT",
  stride: "TF_ATTR_INT",
  top: "TF_ATTR_INT",
  left: "TF_ATTR_INT",
  out_h: "TF_ATTR_INT",
  out_w: "TF_ATTR_INT",
} as const;

const operations: readonly Operation[] = [
  { name: "Silu", inputs: ["x"], outputs: 1 },
  { name: "SiluGrad", inputs: ["x", "dy"], outputs: 1 },
  ...["GroupNorm", "GroupNormSilu"].flatMap((name): Operation[] => [
    { name, inputs: normalised, attributes: { ...groups, eps: "TF_ATTR_FLOAT" }, outputs: 2 },
    { name: `${name}Grad`, inputs: [...normalised, "statistics", "dy"], attributes: groups, outputs: 3 },
  ]),
  {
    name: "GroupNormSiluTangent",
    inputs: ["x", "dx", "scale", "offset"],
    attributes: { ...groups, eps: "TF_ATTR_FLOAT" },
    outputs: 1,
  },
  {
    name: "NormConvolution",
    inputs: convolved,
    attributes: { ...place, eps: "TF_ATTR_FLOAT" },
    outputs: 2,
  },
  { name: "NormConvolutionGrad", inputs: [...convolved, "statistics", "dy"], attributes: place, outputs: 5 },
  { name: "Residual", inputs: block, attributes: { ...groups, eps: "TF_ATTR_FLOAT" }, outputs: 4 },
  {
    name: "ResidualGrad",
    inputs: [...block, "middle", "statistics0", "statistics1", "dy"],
    attributes: groups,
    outputs: 12,
  },
  { name: "Attention", inputs: ["qkv"], attributes: groups, outputs: 1 },
  { name: "AttentionGrad", inputs: ["qkv", "dy"], attributes: groups, outputs: 1 },
  { name: "BiasAdd", inputs: ["x", "bias"], outputs: 1 },
  { name: "BiasAddGrad", inputs: ["dy", "bias"], outputs: 1 },
  { name: "Repeat2", inputs: ["x"], outputs: 1 },
  { name: "BlockSums2", inputs: ["x"], outputs: 1 },
  {
    name: "Adam",
    inputs: ["p", "m", "v", "g"],
    coefficients: ["decay", "rate", "beta1", "rest1", "beta2", "rest2", "root", "eps"],
    outputs: 3,
  },
  { name: "Mix", inputs: ["a", "b"], coefficients: ["keep", "rest"], outputs: 1 },
];

/**
 * Registers the kernels of kernels.cc for TensorFlow.js's backend "tensorflow". They run on the processor: on a GPU
 * the operations are left to TensorFlow's own kernels.
 * @param gpu Whether the backend computes on a GPU.
 */
export function registerNativeKernels(gpu: boolean): void {
  if (gpu) return;
  for (const operation of operations) replaceKernel("tensorflow", operation.name, kernelOf(operation));
}

/** Stands for an input that is left out; kept, since every step would make many. */
let none: tf.Tensor | undefined;

function kernelOf(operation: Operation): Kernel {
  return (inputs: Inputs, values: Attributes) => {
    const runner = tf.backend() as unknown as OperationRunner;
    const tensors: tf.TensorInfo[] = operation.inputs.map((name) =>
      inputs[name] ?? (none ??= tf.keep(tf.tensor1d([])))
    );
    const attributes = Object.entries(operation.attributes ?? {}).map(([name, type]) => ({
      name,
      type: runner.binding[type],
      value: values[name] as number,
    }));
    const coefficients = operation.coefficients &&
      tf.tensor1d(operation.coefficients.map((name) => values[name] as number));
    if (coefficients) tensors.push(coefficients);
    const outputs = runner.executeMultipleOutputs(
      `Nearzero${operation.name}`,
      attributes,
      tensors,
      operation.outputs,
    );
    coefficients?.dispose();
    return operation.outputs === 1 ? outputs[0] : outputs;
  };
}
