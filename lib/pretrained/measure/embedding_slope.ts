/**
 * How fast the embedding of time itself moves: what a network is told before it has seen a sample.
 * @module
 */
import { waveRates } from "../../nn/time_embedding.ts";
import { allSwitches } from "../../nn/unet_switches.ts";
import type { PretrainedModel } from "../models/model.ts";

/**
 * ‖∂e/∂t‖ of the embedding e = W₂·SiLU(W₁·w(c) + b₁) + b₂ of what a network is told, in float64.
 * @param model The model.
 * @param time t.
 * @returns The slope per unit of time; undefined where the network is not a U-Net of the kit with sinusoids or Fourier features.
 */
export function embeddingSlope(model: PretrainedModel, time: number): number | undefined {
  const { network, weights, form } = model, config = network?.config;
  if (config?.kind !== "unet" || weights === undefined) return undefined;
  const { timeEmbedding: kind, embedding: width } = config;
  if (kind === "learned") return undefined;
  const { waveWidth, waveShift: shift, waveOrder, fourierRates } = allSwitches(config), half = waveWidth / 2;
  const rates = waveRates(kind, waveWidth, { shift, rates: fourierRates }), told = form.told(time) * config.timeScale;
  const speed = form.toldSlope(time) * config.timeScale,
    [sines, cosines] = waveOrder === "sin-cos" ? [0, half] : [half, 0];
  const value = new Float64Array(waveWidth), slope = new Float64Array(waveWidth);
  rates.forEach((rate, i) => {
    [value[sines + i], value[cosines + i]] = [Math.sin(rate * told), Math.cos(rate * told)];
    [slope[sines + i], slope[cosines + i]] = [
      speed * rate * Math.cos(rate * told),
      -speed * rate * Math.sin(rate * told),
    ];
  });
  const array = (name: string) => network!.parameters.slice(weights, name);
  const [w1, b1, w2] = [array("time/in/weight"), array("time/in/bias"), array("time/hidden/weight")];
  const hidden = times(value, w1, width).map((each, i) => each + b1[i]), moved = times(slope, w1, width);
  const activated = moved.map((each, i) => {
    const sigmoid = 1 / (1 + Math.exp(-hidden[i]));
    return each * sigmoid * (1 + hidden[i] * (1 - sigmoid));
  });
  return Math.hypot(...times(activated, w2, width));
}

/** A row times a matrix [from, to]. */
function times(row: Float64Array, matrix: Float32Array, to: number): Float64Array {
  const out = new Float64Array(to);
  row.forEach((value, i) => {
    for (let j = 0; j < to; j++) out[j] += value * matrix[i * to + j];
  });
  return out;
}
