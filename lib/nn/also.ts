/**
 * What a network may be told beside a sample and its condition.
 * @module
 */
import type { tf } from "../backend/tf.ts";
import { checkInteger, checkLength } from "../numerics/check.ts";
import type { Random } from "../numerics/random.ts";
import type { NetworkConfig } from "./config.ts";

/** What a network is told beside the sample and its condition. */
export interface Also {
  /** The class of each of the B samples in {0, …, classes − 1}, −1 for no label; none has one where not given. */
  readonly labels?: Int32Array;
  /** A picture for each sample, [B, height, width, imageChannels]. */
  readonly image?: tf.Tensor;
  /** Given while training only: which features are dropped is a function of it, in a network with `dropout`. */
  readonly dropout?: Random;
}

/**
 * Checks what a network is told against what it was made for.
 * @param config The network's configuration.
 * @param also What it is told.
 * @param batch The number of samples B.
 * @throws {TypeError} If labels are given to a network without classes, an image is missing, not asked for or of another
 * shape, or the labels are not B.
 * @throws {RangeError} If a label is not among the classes.
 */
export function checkAlso(config: NetworkConfig, { labels, image }: Omit<Also, "dropout">, batch: number): void {
  const action = "predict";
  if (labels !== undefined) {
    if (config.classes === 0) {
      throw new TypeError(`Cannot ${action}: the network is unconditional (classes: 0), it takes no labels`);
    }
    checkLength(action, "labels", labels, batch);
    labels.forEach((label, i) => checkInteger(action, `labels[${i}]`, label, -1, config.classes - 1));
  }
  const channels = config.kind === "unet" ? config.imageChannels : 0;
  if (channels === 0) {
    if (image === undefined) return;
    throw new TypeError(`Cannot ${action}: the network takes no image (imageChannels: 0)`);
  }
  const wanted = [batch, config.shape[0], config.shape[1], channels];
  if (image?.shape.join() !== wanted.join()) {
    const got = image === undefined ? "none" : `[${image.shape.join(", ")}]`;
    throw new TypeError(`Cannot ${action}: image must have shape [${wanted.join(", ")}], got ${got}`);
  }
}
