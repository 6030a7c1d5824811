/**
 * The weights of the Inception network: what a file must hold, and how batch normalisation is folded into it.
 * @module
 */
import { readNpz } from "../../io/formats/npz.ts";
import { badFile } from "../../io/read.ts";
import { readSafetensors } from "../../io/formats/safetensors.ts";
import { sha256File } from "../../io/sha256.ts";
import {
  convolutionsOf,
  type ConvolutionUnit,
  INCEPTION_CLASSES,
  INCEPTION_FEATURES,
  inceptionUnits,
} from "./architecture.ts";

/** SHA-256 of pytorch-fid's own file, pt_inception-2015-12-05-6726825d.pth. */
export const OFFICIAL_SHA256 = "6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2";

/** Added to variances by batch normalisation. */
const EPSILON = 0.001;

/** One array of the weights. */
export interface WeightArray {
  /** Its shape. */
  readonly shape: readonly number[];
  /** Its values, row-major. */
  readonly values: Float32Array;
}

/** A convolution ready for use: y = relu(x ∗ filter + bias). */
export interface FoldedConvolution {
  /** height × width × from × to. */
  readonly filter: Float32Array;
  /** One value for each output channel. */
  readonly bias: Float32Array;
}

/** Everything that the network needs. */
export interface InceptionWeights {
  /** The convolutions by name. */
  readonly convolutions: ReadonlyMap<string, FoldedConvolution>;
  /** The classifier's matrix, classes × features. */
  readonly classifier: Float32Array;
  /** SHA-256 of the file that was converted, where the file says, else of the file itself. */
  readonly checksum: string;
  /** Whether these are pytorch-fid's own weights, the only ones that give FID. */
  readonly official: boolean;
}

/**
 * Names and shapes of the arrays that a file must hold, those of pytorch-fid's state dictionary.
 * @returns Shape by name.
 */
export function expectedShapes(): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  for (const { name, from, to, size } of convolutionsOf(inceptionUnits())) {
    shapes.set(`${name}.conv.weight`, [to, from, ...size]);
    for (const part of ["weight", "bias", "running_mean", "running_var"]) shapes.set(`${name}.bn.${part}`, [to]);
  }
  shapes.set("fc.weight", [INCEPTION_CLASSES, INCEPTION_FEATURES]);
  shapes.set("fc.bias", [INCEPTION_CLASSES]);
  return shapes;
}

/**
 * Reads weights that `tests/peers/convert_inception.py` made of pytorch-fid's file.
 * @param path A .safetensors or .npz file.
 * @returns The weights.
 * @throws {SyntaxError} If the file is damaged, or holds the weights of another architecture: names the first array that
 * is missing, foreign or of another shape.
 * @throws {Error} If the file cannot be read.
 */
export async function readInceptionWeights(path: string): Promise<InceptionWeights> {
  const arrays = new Map<string, WeightArray>();
  let source: string | undefined;
  if (path.endsWith(".npz")) {
    for (const [name, { shape, data }] of await readNpz(path)) {
      arrays.set(name, { shape, values: single(data, name, path) });
    }
  } else {
    const { tensors, metadata } = await readSafetensors(path);
    source = metadata.source_sha256;
    for (const [name, { shape, values }] of tensors) arrays.set(name, { shape, values: single(values, name, path) });
  }
  return foldWeights(arrays, source ?? await sha256File(path), path);
}

/**
 * Checks arrays against the architecture and folds batch normalisation into the convolutions, in float64.
 * @param arrays The arrays by name.
 * @param checksum Their SHA-256.
 * @param path The file they come from, for errors.
 * @returns The weights.
 * @throws {SyntaxError} If an array is missing, foreign, of another shape or not finite.
 */
export function foldWeights(
  arrays: ReadonlyMap<string, WeightArray>,
  checksum: string,
  path: string,
): InceptionWeights {
  const shapes = expectedShapes();
  for (const [name, shape] of shapes) {
    const array = arrays.get(name);
    if (!array) throw badFile(path, `weights of another architecture: ${name} is missing`);
    if (array.shape.join() !== shape.join()) {
      const [want, got] = [shape, array.shape].map((extents) => `(${extents.join(", ")})`);
      throw badFile(path, `weights of another architecture: ${name} must have shape ${want}, got ${got}`);
    }
    const bad = array.values.findIndex((value) => value - value !== 0);
    if (bad >= 0) throw badFile(path, `${name} must be finite, got ${array.values[bad]} at index ${bad}`);
  }
  for (const name of arrays.keys()) {
    // PyTorch's counters of batches say nothing about the network.
    if (!shapes.has(name) && !name.endsWith(".num_batches_tracked")) {
      throw badFile(path, `weights of another architecture: ${name} is not part of the network`);
    }
  }
  const values = (name: string) => arrays.get(name)!.values;
  const convolutions = new Map(convolutionsOf(inceptionUnits()).map((unit) => [unit.name, fold(unit, values)]));
  return { convolutions, classifier: values("fc.weight"), checksum, official: checksum === OFFICIAL_SHA256 };
}

function fold({ name, from, to, size }: ConvolutionUnit, values: (name: string) => Float32Array): FoldedConvolution {
  const weight = values(`${name}.conv.weight`), places = size[0] * size[1];
  const filter = new Float32Array(weight.length), bias = new Float32Array(to);
  for (let o = 0; o < to; o++) {
    const scale = values(`${name}.bn.weight`)[o] / Math.sqrt(values(`${name}.bn.running_var`)[o] + EPSILON);
    bias[o] = values(`${name}.bn.bias`)[o] - scale * values(`${name}.bn.running_mean`)[o];
    // PyTorch keeps to × from × height × width.
    for (let i = 0; i < from; i++) {
      for (let k = 0; k < places; k++) filter[(k * from + i) * to + o] = scale * weight[(o * from + i) * places + k];
    }
  }
  return { filter, bias };
}

function single(values: ArrayLike<unknown>, name: string, path: string): Float32Array {
  if (values instanceof Float32Array) return values;
  // PyTorch's counters are 64-bit integers; they are not used.
  if (name.endsWith(".num_batches_tracked")) return new Float32Array(0);
  throw badFile(path, `${name} must be float32`);
}
