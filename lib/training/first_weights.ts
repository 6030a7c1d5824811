/**
 * The weights that a network begins at in place of drawn ones.
 * @module
 */

/** Weights to begin at. */
export interface FirstWeights {
  /** What they are called, for messages. */
  readonly name: string;
  /** What tells them from others, such as the SHA-256 of their file: a part of the run's description. */
  readonly sha256: string;
  /** One number for each of the network's parameters, in its order. */
  readonly weights: Float32Array;
}
