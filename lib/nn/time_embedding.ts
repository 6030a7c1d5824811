/**
 * What a network sees of its condition, in three ways.
 * @module
 */
import type { ConditionConfig } from "./condition_config.ts";
import { fourierRates, sinusoidalRates, type WaveOrder, waves, waveSlopes } from "./embedding.ts";
import type { Layer } from "./layers.ts";
import { dense, silu } from "./operations.ts";
import type { Parameters } from "./parameters.ts";

/** The way from a condition to the features that a network sees of it. */
export interface TimeEmbedding {
  /** How many numbers are computed of each condition, in float64, before the layer. */
  readonly width: number;
  /** Those numbers of B scaled conditions: B × width, row-major. */
  readonly features: (conditions: Float64Array) => Float32Array;
  /** Their derivatives in the scaled conditions. */
  readonly slopes: (conditions: Float64Array) => Float32Array;
  /** From the numbers to the features, by parameters where it is learned. */
  readonly layer: Layer;
}

/** The unit in which a learned embedding and random rates see a scaled condition: a whole path of 1000 steps. */
const path = 1000;

/** What sinusoids may differ in. */
export interface WaveOptions {
  /** Which half comes first; the sines where not given. */
  readonly order?: WaveOrder;
  /** The shift of {@linkcode sinusoidalRates}; 1 where not given. */
  readonly shift?: number;
  /** The rates of Fourier features; those of {@linkcode fourierRates} of c / 1000 where not given or empty. */
  readonly rates?: readonly number[];
}

/**
 * The rates by which a scaled condition is multiplied.
 * @param kind Sinusoids of fixed rates or of random ones.
 * @param width How many features, even, at least 4.
 * @param options What sinusoids differ in.
 * @returns Half as many rates.
 */
export function waveRates(kind: "sinusoidal" | "fourier", width: number, options: WaveOptions = {}): Float64Array {
  const { shift = 1, rates = [] } = options;
  if (kind === "sinusoidal") return sinusoidalRates(width, undefined, shift);
  return rates.length > 0 ? Float64Array.from(rates) : fourierRates(width).map((rate) => rate / path);
}

/**
 * Makes an embedding of the scaled condition c (the condition times `timeScale`).
 *
 * - sinusoidal: {@linkcode sinusoidalRates}, as DDPM.
 * - fourier: {@linkcode fourierRates} of c / 1000: random, but the same in every network, and no parameters; or rates that
 *   are given, of c itself.
 * - learned: silu(w·c / 1000 + b), parameters `{name}/weight` [1, width] and `{name}/bias` [width], which begin normal
 *   with deviations 4 and 1, so that most bends −b / w lie near the path. Every network's next layer mixes them.
 * @param parameters Where to declare what is learned.
 * @param name Its name.
 * @param kind Which embedding.
 * @param width How many features, even, at least 4.
 * @param options What sinusoids differ in.
 * @returns The embedding.
 */
export function timeEmbedding(
  parameters: Parameters,
  name: string,
  kind: ConditionConfig["timeEmbedding"],
  width: number,
  options: WaveOptions = {},
): TimeEmbedding {
  const { order = "sin-cos" } = options;
  if (kind !== "learned") {
    const rates = waveRates(kind, width, options);
    return {
      width,
      features: (conditions) => waves(conditions, rates, order),
      slopes: (conditions) => waveSlopes(conditions, rates, order),
      layer: (_views, x) => x,
    };
  }
  const weight = parameters.add(`${name}/weight`, [1, width], { deviation: 4 });
  const bias = parameters.add(`${name}/bias`, [width], { deviation: 1 });
  return {
    width: 1,
    features: (conditions) => Float32Array.from(conditions, (c) => c / path),
    slopes: (conditions) => new Float32Array(conditions.length).fill(1 / path),
    layer: (views, x) => silu(dense(x, views[weight.index], views[bias.index])),
  };
}
