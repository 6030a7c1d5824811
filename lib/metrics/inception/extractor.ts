/**
 * Inception features for the Fréchet distance that is called FID.
 * @module
 */
import { startBackend } from "../../backend/choice/start.ts";
import { checkInteger, checkRows } from "../../numerics/check.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import type { FeatureExtractor, PictureShape } from "../features.ts";
import { INCEPTION_FEATURES } from "./architecture.ts";
import { InceptionNetwork } from "./network.ts";
import { type InceptionWeights, readInceptionWeights } from "./weights.ts";

/** How the network is used. */
export interface InceptionOptions {
  /** Pictures that go through the network together; 8 unless told. The features do not depend on it. */
  batchSize?: number;
  /** Round pictures to bytes first, as reading them from files does; true unless told. */
  quantise?: boolean;
}

/** The extractor, with the classifier that the Inception score needs. */
export interface InceptionExtractor extends FeatureExtractor, Disposable {
  /**
   * The classifier's outputs for features, without its bias, for `inceptionScore`.
   * @param features n × 2048.
   * @returns n × 1008.
   */
  logits(features: Float32Array): Promise<Float32Array>;
}

/**
 * Reads the Inception network's weights and makes the extractor, on the backend that runs or the best one.
 * @param path A .safetensors or .npz file that `tests/peers/convert_inception.py` made of pytorch-fid's own.
 * @param options Batch size, rounding.
 * @returns The extractor; dispose of it to free the backend's memory.
 * @throws {SyntaxError} If the file is damaged or holds the weights of another architecture.
 * @throws {Error} If the file cannot be read.
 * @category Metrics
 */
export async function readInception(path: string, options: InceptionOptions = {}): Promise<InceptionExtractor> {
  checkArguments("readInception", arguments);
  return await inceptionFeatures(await readInceptionWeights(path), options);
}

/**
 * Makes the extractor of weights that are in memory.
 *
 * What pytorch-fid does is done here: pictures are rounded to bytes, grey ones repeated in three channels, resized
 * bilinearly to 299 × 299 without antialiasing, and mapped to [−1, 1].
 * @param weights The weights.
 * @param options Batch size, rounding.
 * @returns The extractor; its distance is called "FID" only where the weights are pytorch-fid's own.
 * @category Metrics
 */
export async function inceptionFeatures(
  weights: InceptionWeights,
  options: InceptionOptions = {},
): Promise<InceptionExtractor> {
  checkArguments("inceptionFeatures", arguments);
  const { batchSize = 8, quantise = true } = options;
  checkInteger("make an Inception extractor", "batchSize", batchSize, 1);
  await startBackend();
  const network = new InceptionNetwork(weights);
  return {
    name: quantise ? "inception-v3-fid" : "inception-v3-fid-unrounded",
    distanceName: weights.official && quantise ? "FID" : "Fréchet distance (Inception, not FID's)",
    dimension: INCEPTION_FEATURES,
    checksum: weights.checksum,
    async extract(pictures: Float32Array, shape: PictureShape): Promise<Float32Array> {
      const [height, width, channels] = shape, size = height * width * channels;
      if (channels !== 1 && channels !== 3) {
        throw new TypeError(`Cannot compute Inception features: pictures must have 1 or 3 channels, got ${channels}`);
      }
      const n = checkRows("compute Inception features", "pictures", pictures, size);
      const out = new Float32Array(n * INCEPTION_FEATURES);
      for (let at = 0; at < n; at += batchSize) {
        const some = prepare(pictures.subarray(at * size, (at + batchSize) * size), channels, quantise);
        out.set(await network.features(some, height, width), at * INCEPTION_FEATURES);
      }
      return out;
    },
    logits: (features) => network.logits(features),
    [Symbol.dispose]: () => network.dispose(),
  };
}

/** Three channels, and values that a byte can hold. */
function prepare(pictures: Float32Array, channels: number, quantise: boolean): Float32Array {
  const repeat = 3 / channels, out = new Float32Array(pictures.length * repeat);
  for (let i = 0; i < out.length; i++) {
    const value = pictures[channels === 3 ? i : Math.floor(i / 3)];
    out[i] = quantise ? Math.min(255, Math.max(0, Math.round((value + 1) * 127.5))) / 127.5 - 1 : value;
  }
  return out;
}
