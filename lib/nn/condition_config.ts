/**
 * What every network is told beside the sample: its configuration, defaults and checks.
 * @module
 */
import { checkInteger, checkNumber, checkPositive } from "../numerics/check.ts";
import { checkChoice } from "./config_check.ts";

/** What every network is told beside the sample, and how. */
export interface ConditionConfig {
  /** Width of the embedding of the condition, even, at least 4. */
  readonly embedding: number;
  /** Multiplies the condition before it is embedded: 1 for steps in {0, …, T − 1}, about 1000 for times in [0, 1]. */
  readonly timeScale: number;
  /**
   * What a network sees of its condition: sinusoids of fixed rates as in DDPM, sinusoids of random rates (Gaussian
   * Fourier features), or a learned layer on the number itself.
   */
  readonly timeEmbedding: "sinusoidal" | "fourier" | "learned";
  /** How many classes a sample may be said to be of, each an embedding beside that of "no label"; 0 takes no labels. */
  readonly classes: number;
  /** The share of hidden features set to 0 while training, in [0, 0.99]. */
  readonly dropout: number;
}

/** The defaults of what every network is told, but for the width of the embedding. */
export const conditionDefaults: Omit<ConditionConfig, "embedding"> = {
  timeScale: 1,
  timeEmbedding: "sinusoidal",
  classes: 0,
  dropout: 0,
};

/**
 * Checks what every network is told.
 * @param action What the caller is about to do.
 * @param config The configuration.
 * @throws {TypeError} If a value has the wrong type.
 * @throws {RangeError} If a value is out of range.
 */
export function checkConditions(action: string, config: ConditionConfig): void {
  checkInteger(action, "embedding", config.embedding, 4, 1_000_000);
  if (config.embedding % 2 !== 0) {
    throw new RangeError(`Cannot ${action}: embedding must be even, got ${config.embedding}`);
  }
  checkPositive(action, "timeScale", config.timeScale);
  checkChoice(action, "timeEmbedding", config.timeEmbedding, ["sinusoidal", "fourier", "learned"]);
  checkInteger(action, "classes", config.classes, 0);
  checkNumber(action, "dropout", config.dropout, 0, 0.99);
}
