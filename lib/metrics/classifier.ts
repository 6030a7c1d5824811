/**
 * A small classifier whose features make a distance for pocket-scale tables: say "FCD" there, never "FID".
 * @module
 */
import { createHash } from "node:crypto";
import { avgPool2 } from "../backend/ops/mod.ts";
import { startBackend } from "../backend/choice/start.ts";
import { tf } from "../backend/tf.ts";
import { badFile } from "../io/read.ts";
import { readSignedSafetensors, writeSignedSafetensors } from "../io/formats/signed.ts";
import { convolution, linear, normalisation } from "../nn/layers.ts";
import { Parameters, type Views } from "../nn/parameters.ts";
import { checkInteger, checkPositive, checkRows } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { Random } from "../numerics/random.ts";
import { initialState, Optimiser, optimiserDefaults } from "../training/optimiser.ts";
import type { FeatureExtractor, PictureShape, PictureSource } from "./features.ts";

/** Labelled pictures; any `Pictures` with labels is such a set. */
export interface ClassifierData extends PictureSource {
  /** The set's name. */
  readonly name: string;
  /** The class of each picture. */
  readonly labels?: ArrayLike<number>;
}

/** How the classifier is trained. */
export interface ClassifierOptions {
  /** Updates; 500 unless told: under a minute for pictures of 28 × 28. */
  steps?: number;
  /** Pictures in an update; 64 unless told. */
  batchSize?: number;
  /** Adam's step size; 5e-3 unless told. */
  learningRate?: number;
  /** Share of the pictures kept for measuring the accuracy; 0.1 unless told. */
  held?: number;
  /** Seed of the parameters, the batches and the division; 0 unless told. */
  seed?: number;
}

/** What the classifier was made from, and how well it does. */
export interface ClassifierOrigin {
  /** Name of the data set. */
  readonly dataSet: string;
  /** SHA-256 of its pictures and labels. */
  readonly dataChecksum: string;
  /** Shape of the pictures. */
  readonly shape: PictureShape;
  /** Number of classes. */
  readonly classes: number;
  /** Share of the held-out pictures that are told right. */
  readonly accuracy: number;
  /** How many pictures were held out. */
  readonly held: number;
  /** Seed of the training. */
  readonly seed: number;
}

/** How many features a classifier has. */
export const CLASSIFIER_FEATURES = 64;

const WIDTH = CLASSIFIER_FEATURES;

/**
 * A trained classifier; its features are the 64 averages before the last layer.
 * @category Metrics
 */
export class Classifier implements FeatureExtractor {
  /** `classifier-` and the data set's name. */
  readonly name: string;
  /** Always "FCD". */
  readonly distanceName: string = "FCD";
  /** 64. */
  readonly dimension: number = WIDTH;
  /** SHA-256 of the parameters. */
  readonly checksum: string;
  /** What it was made from. */
  readonly origin: ClassifierOrigin;
  readonly #weights: Float32Array;
  readonly #network: ReturnType<typeof makeClassifier>;

  /**
   * Puts a classifier together.
   * @param origin What it was made from.
   * @param weights Its parameters as one flat vector.
   * @throws {TypeError} If there are not as many parameters as the shape and the classes need.
   */
  constructor(origin: ClassifierOrigin, weights: Float32Array) {
    this.#network = makeClassifier(origin.shape, origin.classes);
    const { size } = this.#network.parameters;
    if (weights.length !== size) {
      throw new TypeError(`Cannot make a classifier: it has ${size} parameters, got ${weights.length}`);
    }
    this.origin = origin;
    this.#weights = weights;
    this.name = `classifier-${origin.dataSet}`;
    this.checksum = createHash("sha256").update(bytesOf(weights)).digest("hex");
  }

  /**
   * Computes features.
   * @param pictures n × height × width × channels, row-major, in [−1, 1].
   * @param shape Their shape; the data set's.
   * @returns n × 64.
   * @throws {TypeError} If the shape differs.
   */
  async extract(pictures: Float32Array, shape: PictureShape): Promise<Float32Array> {
    return await this.#run(pictures, shape, "features");
  }

  /**
   * The outputs before the softmax, for `inceptionScore`.
   * @param pictures n pictures in [−1, 1].
   * @param shape Their shape; the data set's.
   * @returns n × classes.
   * @throws {TypeError} If the shape differs.
   */
  async logits(pictures: Float32Array, shape: PictureShape): Promise<Float32Array> {
    return await this.#run(pictures, shape, "logits");
  }

  /**
   * Saves the classifier as safetensors, with what it was made from.
   * @param path The file; it is replaced whole or not at all.
   */
  async save(path: string): Promise<void> {
    const tensors = { parameters: { shape: [this.#weights.length], values: this.#weights } };
    await writeSignedSafetensors(path, tensors, { classifier: JSON.stringify(this.origin) });
  }

  async #run(pictures: Float32Array, shape: PictureShape, what: "features" | "logits"): Promise<Float32Array> {
    const action = `compute ${this.name} features`;
    if (shape.join() !== this.origin.shape.join()) {
      const [want, got] = [this.origin.shape, shape].map((extents) => extents.join(" × "));
      throw new TypeError(`Cannot ${action}: pictures must be ${want}, got ${got}`);
    }
    const n = checkRows(action, "pictures", pictures, shape[0] * shape[1] * shape[2]);
    await startBackend();
    const result = tf.tidy(() => {
      const views = this.#network.parameters.views(tf.tensor1d(this.#weights));
      return this.#network.forward(views, tf.tensor4d(pictures, [n, ...shape]))[what];
    });
    try {
      return await result.data() as Float32Array;
    } finally {
      result.dispose();
    }
  }
}

/**
 * Trains a classifier: three convolutions with group normalisation, two halvings, an average over all places, one
 * linear layer; Adam on the cross-entropy. The same data, seed and backend give the same parameters.
 * @param data Labelled pictures, height and width multiples of 4.
 * @param options Steps, batch size, step size, share held out, seed.
 * @returns The classifier, with its accuracy on the pictures held out.
 * @throws {TypeError} If the data have no labels.
 * @throws {RangeError} If an option or a label is out of range, or the pictures cannot be halved twice.
 * @category Metrics
 */
export async function trainClassifier(data: ClassifierData, options: ClassifierOptions = {}): Promise<Classifier> {
  checkArguments("trainClassifier", arguments);
  const { steps = 500, batchSize = 64, learningRate = 5e-3, seed = 0 } = options, { shape, count, name } = data;
  const { network, classes, out, labels } = planClassifier(data, options), random = new Random(seed, "classifier");
  const order = random.permutation(count), train = order.subarray(out), test = order.subarray(0, out);
  await startBackend();
  const settings = { ...optimiserDefaults, learningRate, warmup: Math.min(50, steps / 10) };
  const optimiser = new Optimiser(initialState(network.parameters.initialise(seed)), settings);
  let weights: Float32Array;
  try {
    for (let step = 0; step < steps; step++) {
      const draws = random.fork("batches").integers(batchSize, train.length, step * batchSize);
      const some = Array.from(draws, (k) => train[k]);
      update(network, optimiser, await data.batch(some), some.map((i) => labels[i]), shape, classes);
    }
    weights = Float32Array.from(await optimiser.average.data());
  } finally {
    optimiser.dispose();
  }
  const origin = { dataSet: name, dataChecksum: await checksumOf(data), shape, classes, held: out, seed };
  const accuracy = await accuracyOf(new Classifier({ ...origin, accuracy: 0 }, weights), data, test);
  return new Classifier({ ...origin, accuracy }, weights);
}

/**
 * Checks that a classifier can be trained, without training it.
 * @param data The pictures.
 * @param options How it would be trained.
 * @throws {TypeError} If the data have no labels.
 * @throws {RangeError} If an option or a label is out of range, or the pictures cannot be halved twice.
 */
export function checkClassifier(data: ClassifierData, options: ClassifierOptions = {}): void {
  planClassifier(data, options);
}

function planClassifier(data: ClassifierData, options: ClassifierOptions) {
  const { steps = 500, batchSize = 64, learningRate = 5e-3, held = 0.1 } = options;
  const action = "train a classifier", { labels, shape, count, name } = data;
  if (!labels || labels.length !== count) {
    throw new TypeError(`Cannot ${action}: ${name} has no label for each picture`);
  }
  checkInteger(action, "steps", steps, 1);
  checkPositive(action, "learningRate", learningRate);
  const out = Math.round(held * count);
  checkInteger(action, "number of pictures held out", out, 1, count - 1);
  checkInteger(action, "batchSize", batchSize, 1, count - out);
  const classes = Array.from(labels).reduce((top, label, i) => {
    checkInteger(action, `labels[${i}]`, label, 0, 9999);
    return Math.max(top, label + 1);
  }, 2);
  return { network: makeClassifier(shape, classes), classes, out, labels };
}

/**
 * Reads a classifier that {@link Classifier.save} wrote.
 * @param path The file.
 * @returns The classifier.
 * @throws {SyntaxError} If the file is damaged or holds no classifier.
 * @throws {Error} If the file cannot be read.
 * @category Metrics
 */
export async function readClassifier(path: string): Promise<Classifier> {
  const { tensors, metadata } = await readSignedSafetensors(path, "it must be trained again");
  const weights = tensors.get("parameters")?.values;
  if (metadata.classifier === undefined || !(weights instanceof Float32Array)) {
    throw badFile(path, "it holds no classifier");
  }
  try {
    return new Classifier(JSON.parse(metadata.classifier), weights);
  } catch (error) {
    throw badFile(path, `its classifier is not one of this kit's (${(error as Error).message})`);
  }
}

function makeClassifier(shape: PictureShape, classes: number) {
  const [height, width, channels] = shape;
  if (height % 4 !== 0 || width % 4 !== 0) {
    throw new RangeError(`Cannot make a classifier: height and width must be multiples of 4, got ${height} × ${width}`);
  }
  const parameters = new Parameters();
  const layer = (name: string, from: number, to: number) => {
    const convolve = convolution(parameters, name, from, to);
    const normalise = normalisation(parameters, `${name}/norm`, to, 8, { then: "silu" });
    return (views: Views, x: tf.Tensor4D) => normalise(views, convolve(views, x));
  };
  const [one, two, three] = [layer("one", channels, 16), layer("two", 16, 32), layer("three", 32, WIDTH)];
  const last = linear(parameters, "last", WIDTH, classes);
  return {
    parameters,
    forward(views: Views, x: tf.Tensor4D): { features: tf.Tensor2D; logits: tf.Tensor2D } {
      const maps = three(views, avgPool2(two(views, avgPool2(one(views, x)))));
      const features = tf.mean(maps, [1, 2]) as tf.Tensor2D;
      return { features, logits: last(views, features) as tf.Tensor2D };
    },
  };
}

function update(
  network: ReturnType<typeof makeClassifier>,
  optimiser: Optimiser,
  pictures: Float32Array,
  labels: number[],
  shape: PictureShape,
  classes: number,
): void {
  tf.tidy(() => {
    const x = tf.tensor4d(pictures, [labels.length, ...shape]);
    const target = new Float32Array(labels.length * classes);
    labels.forEach((label, i) => target[i * classes + label] = 1 / labels.length);
    const share = tf.tensor2d(target, [labels.length, classes]);
    const gradient = tf.grad((flat: tf.Tensor) => {
      const { logits } = network.forward(network.parameters.views(flat), x);
      return tf.neg(tf.sum(tf.mul(share, tf.logSoftmax(logits))));
    })(optimiser.parameters);
    optimiser.update(gradient);
  });
}

async function accuracyOf(classifier: Classifier, data: ClassifierData, test: Uint32Array): Promise<number> {
  let right = 0;
  for (let at = 0; at < test.length; at += 256) {
    const some = test.subarray(at, at + 256);
    const logits = await classifier.logits(await data.batch(some), data.shape), classes = classifier.origin.classes;
    some.forEach((i, k) => {
      const row = logits.subarray(k * classes, (k + 1) * classes);
      if (row.indexOf(Math.max(...row)) === data.labels![i]) right++;
    });
  }
  return right / test.length;
}

/** SHA-256 of the shape, all pictures and labels. */
async function checksumOf(data: ClassifierData): Promise<string> {
  const hash = createHash("sha256").update(`${data.shape.join("x")} ${data.count}\n`);
  for (let at = 0; at < data.count; at += 1024) {
    const some = Array.from({ length: Math.min(1024, data.count - at) }, (_, k) => at + k);
    hash.update(bytesOf(await data.batch(some))).update(Uint16Array.from(some, (i) => data.labels![i]));
  }
  return hash.digest("hex");
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
