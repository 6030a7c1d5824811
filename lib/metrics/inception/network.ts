/**
 * The Inception network on a tensor backend, forward only.
 * @module
 */
import { tf } from "../../backend/tf.ts";
import {
  convolutionsOf,
  type ConvolutionUnit,
  INCEPTION_CLASSES,
  INCEPTION_FEATURES,
  INCEPTION_SIDE,
  inceptionUnits,
  type Unit,
} from "./architecture.ts";
import type { InceptionWeights } from "./weights.ts";

/** The network with its weights on the backend. */
export class InceptionNetwork {
  readonly #units: Unit[] = inceptionUnits();
  readonly #filters: Map<string, { filter: tf.Tensor4D; bias: tf.Tensor1D }> = new Map();
  readonly #classifier: Float32Array;

  /**
   * Puts the weights on the backend that runs.
   * @param weights The weights.
   */
  constructor(weights: InceptionWeights) {
    for (const { name, from, to, size } of convolutionsOf(this.#units)) {
      const { filter, bias } = weights.convolutions.get(name)!;
      this.#filters.set(name, { filter: tf.tensor4d(filter, [...size, from, to]), bias: tf.tensor1d(bias) });
    }
    this.#classifier = weights.classifier;
  }

  /**
   * Features of pictures: bilinear resizing to 299 × 299 with pixel centres at halves (PyTorch's align_corners=False,
   * without antialiasing, as pytorch-fid does), the network, the average over all places.
   * @param pictures n × height × width × 3, row-major, in [−1, 1].
   * @param height Height in pixels.
   * @param width Width in pixels.
   * @returns n × 2048.
   */
  async features(pictures: Float32Array, height: number, width: number): Promise<Float32Array> {
    const result = tf.tidy(() => {
      const x = tf.tensor4d(pictures, [pictures.length / (3 * height * width), height, width, 3]);
      const resized = height === INCEPTION_SIDE && width === INCEPTION_SIDE
        ? x
        : tf.image.resizeBilinear(x, [INCEPTION_SIDE, INCEPTION_SIDE], false, true);
      return tf.mean(this.#run(resized, this.#units), [1, 2]);
    });
    try {
      return await result.data() as Float32Array;
    } finally {
      result.dispose();
    }
  }

  /**
   * The classifier's outputs before the softmax, without its bias, as the Inception score takes them.
   * @param features n × 2048.
   * @returns n × 1008.
   */
  async logits(features: Float32Array): Promise<Float32Array> {
    const result = tf.tidy(() => {
      const matrix = tf.tensor2d(this.#classifier, [INCEPTION_CLASSES, INCEPTION_FEATURES]);
      return tf.matMul(
        tf.tensor2d(features, [features.length / INCEPTION_FEATURES, INCEPTION_FEATURES]),
        tf.transpose(matrix),
      );
    });
    try {
      return await result.data() as Float32Array;
    } finally {
      result.dispose();
    }
  }

  /** Frees the weights on the backend. */
  dispose(): void {
    for (const { filter, bias } of this.#filters.values()) tf.dispose([filter, bias]);
    this.#filters.clear();
  }

  #run(x: tf.Tensor4D, units: readonly Unit[]): tf.Tensor4D {
    return units.reduce<tf.Tensor4D>((input, unit) =>
      tf.tidy(() => {
        switch (unit.kind) {
          case "convolution":
            return this.#convolve(input, unit);
          case "average":
            return tf.avgPool(input, 3, unit.stride, unit.padding);
          case "maximum":
            return tf.maxPool(input, 3, unit.stride, unit.padding);
          case "parallel":
            return tf.concat(unit.branches.map((branch) => this.#run(input, branch)), 3);
        }
      }), x);
  }

  #convolve(x: tf.Tensor4D, { name, stride, padding }: ConvolutionUnit): tf.Tensor4D {
    const { filter, bias } = this.#filters.get(name)!;
    return tf.fused.conv2d({ x, filter, strides: stride, pad: padding, bias, activation: "relu" });
  }
}
