/**
 * How much memory a training step takes, from the configuration alone.
 * @module
 */
import type { MlpConfig, NetworkConfig, UNetConfig } from "../../nn/config.ts";
import { allSwitches, headsOf } from "../../nn/unet_switches.ts";

/** Bytes of a float32. */
const WORD = 4;

/** Vectors as long as the parameters: themselves, two moments, the average, the gradient. */
const VECTORS = 5;

/** What training takes. */
export interface MemoryEstimate {
  /** Bytes of the parameters and all vectors of their length. */
  readonly parameters: number;
  /** Bytes of what a step keeps for its backward pass. */
  readonly activations: number;
}

/**
 * Estimates the memory of a training step: five vectors of the parameters' length, and every layer's output for each
 * sample of a part of the batch. Within two fifths of what the backends put out (native has fewer, larger operations than
 * wasm); libraries and buffers come on top.
 * @param network The network's configuration.
 * @param parameters How many numbers it learns.
 * @param batch Samples in a part of the batch.
 * @returns Bytes.
 */
export function trainingMemory(network: NetworkConfig, parameters: number, batch: number): MemoryEstimate {
  const entries = network.kind === "mlp" ? mlpEntries(network) : unetEntries(network);
  return { parameters: WORD * VECTORS * parameters, activations: WORD * batch * entries };
}

/** Each hidden layer leaves its product, its sum with the bias and its activation. */
function mlpEntries({ shape, hidden, embedding }: MlpConfig): number {
  return hidden.reduce((sum, width) => sum + 3 * width, 3 * (shape[0] + embedding));
}

/** Goes through the network as `makeUNet` does and adds up what each layer leaves. */
function unetEntries(config: UNetConfig): number {
  const { shape: [height, width, colours], base, multipliers, blocks } = config;
  const { attendMiddle, attentionUp, attendUp, progressiveInput } = allSwitches(config);
  const all = config.skips === "all", film = config.injection === "film";
  let total = 0, channels = base;
  const pixels = (level: number) => height * width / 4 ** level;
  const block = (from: number, to: number, level: number) => {
    total += pixels(level) * (from + (film ? 9 : 6) * to + (from === to ? 0 : 2 * to));
  };
  const attend = (level: number, here: boolean) => {
    if (!here) return;
    const n = pixels(level), heads = headsOf(config, channels);
    total += n * channels * (heads > 1 ? 18 : 14) + 2 * heads * n * n;
  };
  const skips = all ? [base] : [];
  total += pixels(0) * 2 * base;
  multipliers.forEach((multiplier, level) => {
    for (let i = 0; i < blocks; i++) {
      block(channels, multiplier * base, level);
      channels = multiplier * base;
      attend(level, config.attention.includes(height / 2 ** level));
      skips.push(channels);
    }
    if (level === multipliers.length - 1) return;
    if (config.down === "residual") block(channels, channels, level + 1);
    else total += pixels(level + 1) * channels * (config.down === "average" ? 1 : 2);
    if (progressiveInput !== "none") total += (progressiveInput === "residual" ? pixels(level) : 0) * channels;
    if (progressiveInput !== "none") total += pixels(level + 1) * 3 * channels;
    if (all) skips.push(channels);
  });
  const last = multipliers.length - 1;
  block(channels, channels, last);
  attend(last, attendMiddle);
  block(channels, channels, last);
  for (let level = last; level >= 0; level--) {
    const to = multipliers[level] * base;
    const count = all ? blocks + 1 : blocks;
    for (let i = 0; i < count; i++) {
      const from = channels + skips.pop()!;
      total += pixels(level) * from;
      block(from, to, level);
      channels = to;
      attend(level, attentionUp.includes(height / 2 ** level) && (attendUp === "each" || i === count - 1));
    }
    if (level === 0) continue;
    if (config.up === "residual") block(channels, channels, level - 1);
    else total += pixels(level - 1) * channels * (config.up === "repeat" ? 1 : 3);
  }
  return total + pixels(0) * (channels + 3 * colours);
}
