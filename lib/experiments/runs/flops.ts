/**
 * How much arithmetic a network takes, from the configuration alone.
 * @module
 */
import type { NetworkConfig, UNetConfig } from "../../nn/config.ts";
import { allSwitches } from "../../nn/unet_switches.ts";

/** What a training step costs in forward passes: itself, and twice as much for both gradients of each product. */
const PASSES = 3;

/**
 * Counts the floating-point operations of one prediction: two for each multiplication of convolutions, maps and attention.
 * Normalisations, activations and sums, a few hundredths of it, are left out, as in other counts.
 * @param network The network's configuration.
 * @returns Operations for one sample.
 * @category Experiments
 */
export function forwardFlops(network: NetworkConfig): number {
  if (network.kind === "unet") return unetFlops(network);
  const { shape: [dimension], hidden, embedding } = network, widths = [dimension, ...hidden, dimension];
  const maps = widths.slice(1).reduce((sum, to, i) => sum + widths[i] * to, 0);
  const told = hidden.reduce((sum, to) => sum + embedding * to, 2 * embedding * embedding);
  return 2 * (maps + told);
}

/**
 * Counts the floating-point operations of a training step: three predictions for each sample.
 * @param network The network's configuration.
 * @param batch Samples in a step.
 * @returns Operations.
 * @category Experiments
 */
export function stepFlops(network: NetworkConfig, batch: number): number {
  return PASSES * batch * forwardFlops(network);
}

/** Goes through the network as `makeUNet` does and adds up its products. */
function unetFlops(config: UNetConfig): number {
  const { shape: [height, width, colours], base, multipliers, blocks, embedding } = config;
  const { attendMiddle, attentionUp, attendUp, waveWidth, progressiveInput, progressiveOutput } = allSwitches(config);
  const all = config.skips === "all", film = config.injection === "film", last = multipliers.length - 1;
  const pixels = (level: number) => height * width / 4 ** level;
  let products = embedding * (waveWidth + embedding) + pixels(0) * 9 * (colours + config.imageChannels) * base;
  const block = (from: number, to: number, level: number) => {
    products += pixels(level) * (9 * (from + to) * to + (from === to ? 0 : from * to));
    products += embedding * to * (film ? 2 : 1);
  };
  const attend = (channels: number, level: number) => {
    const n = pixels(level);
    products += n * 4 * channels * channels + 2 * n * n * channels;
  };
  let channels = base, entering = colours + config.imageChannels;
  const skips = all ? [base] : [];
  multipliers.forEach((multiplier, level) => {
    for (let i = 0; i < blocks; i++) {
      block(channels, multiplier * base, level);
      channels = multiplier * base;
      if (config.attention.includes(height / 2 ** level)) attend(channels, level);
      skips.push(channels);
    }
    if (level === last) return;
    if (config.down === "residual") block(channels, channels, level + 1);
    else if (config.down === "stride") products += pixels(level + 1) * 9 * channels * channels;
    if (progressiveInput === "skip") products += pixels(level + 1) * entering * channels;
    if (progressiveInput === "residual") {
      products += pixels(level) * 9 * entering * channels;
      entering = channels;
    }
    if (all) skips.push(channels);
  });
  block(channels, channels, last);
  if (attendMiddle) attend(channels, last);
  block(channels, channels, last);
  for (let level = last; level >= 0; level--) {
    const to = multipliers[level] * base, count = all ? blocks + 1 : blocks;
    for (let i = 0; i < count; i++) {
      block(channels + skips.pop()!, to, level);
      channels = to;
      if (attentionUp.includes(height / 2 ** level) && (attendUp === "each" || i === count - 1)) {
        attend(channels, level);
      }
    }
    if (level === 0) continue;
    if (progressiveOutput === "skip") products += pixels(level) * 9 * channels * colours;
    if (config.up === "residual") block(channels, channels, level - 1);
    else if (config.up === "convolution") products += pixels(level - 1) * 9 * channels * channels;
  }
  return 2 * (products + pixels(0) * 9 * channels * colours);
}
