/**
 * Networks from their way through: prediction and derivative of one and the same function.
 * @module
 */
import { tf } from "../backend/tf.ts";
import type { Random } from "../numerics/random.ts";
import { type Also, checkAlso } from "./also.ts";
import type { NetworkConfig } from "./config.ts";
import { Dual, type Value } from "./dual.ts";
import type { Parameters, Views } from "./parameters.ts";
import { checkBatch } from "./shapes.ts";
import type { TimeEmbedding } from "./time_embedding.ts";
import type { Network } from "./types.ts";

/** What a network is made of. */
export interface NetworkParts {
  /** The configuration with every default filled in. */
  readonly config: NetworkConfig;
  /** The parameters' names, shapes and places. */
  readonly parameters: Parameters;
  /** What the network sees of its condition. */
  readonly embedding: TimeEmbedding;
  /**
   * The way through: from the batch, the features of the condition [B, width] and what else is told to the prediction,
   * with derivatives or without. Where the features have derivatives, the batch is a constant without.
   */
  readonly through: <X extends Value>(views: Views, x: X, seen: X, also: Told) => X;
}

/** What is told beside the sample and its condition: to one network, or to a stack of them. */
export interface Told extends Omit<Also, "dropout"> {
  /** Which features are dropped is a function of it; one for each network of a stack. */
  readonly dropout?: Random | readonly Random[];
}

/**
 * Makes a network of its parts.
 * @param parts The parts.
 * @returns The network.
 */
export function defineNetwork(parts: NetworkParts): Network {
  const { config, parameters } = parts, { shape } = config;
  const checked = (what: "value" | "tangent"): Network["forward"] => (views, x, conditions, also = {}) => {
    checkBatch(x, conditions, shape);
    checkAlso(config, also, conditions.length);
    return ask(parts, what, views, x, conditions, also);
  };
  return { config, shape, parameters, forward: checked("value"), tangent: checked("tangent") };
}

/**
 * The prediction, or its derivative in the condition, for arguments that have been checked.
 * @param parts What the network is made of.
 * @param what Which of the two.
 * @param views The parameters as tensors.
 * @param x [..., ...shape].
 * @param conditions A number for each sample of x.
 * @param also What is told beside them.
 * @returns The shape of x.
 */
export function ask(
  { config, embedding, through }: NetworkParts,
  what: "value" | "tangent",
  views: Views,
  x: tf.Tensor,
  conditions: Float64Array,
  also: Told,
): tf.Tensor {
  const shape = [...x.shape.slice(0, x.rank - config.shape.length), embedding.width];
  const numbers = (of: TimeEmbedding["features"]): tf.Tensor =>
    tf.tensor(of(conditions.map((c) => c * config.timeScale)), shape);
  if (what === "value") return through(views, x, embedding.layer(views, numbers(embedding.features)), also);
  return tf.tidy(() => {
    const told = new Dual(numbers(embedding.features), tf.mul(numbers(embedding.slopes), config.timeScale));
    const said = through<Value>(views, x, embedding.layer(views, told), also);
    return said instanceof Dual ? said.tangent : tf.zerosLike(said);
  });
}
