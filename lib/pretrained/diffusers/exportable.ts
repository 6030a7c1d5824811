/**
 * The kit's U-Net as one that diffusers has.
 * @module
 */
import { type UNetConfig, unetConfig } from "../../nn/config.ts";
import { makeUNet } from "../../nn/unet.ts";
import { allSwitches, headsOf } from "../../nn/unet_switches.ts";

/** A U-Net in the words of diffusers. */
export interface NamedUNet {
  /** The content of `config.json`. */
  readonly json: Readonly<Record<string, unknown>>;
  /** The same network in the kit's words, as it is when opened again. */
  readonly config: UNetConfig;
}

/** The same with its weights. */
export interface ExportedUNet extends NamedUNet {
  /** Its flat vector. */
  readonly weights: Float32Array;
}

/**
 * Says a U-Net of the kit as UNet2DModel does. Averages and repetitions, which UNet2DModel has inside residual blocks
 * alone, become convolutions with fixed filters that do the same. A picture beside the sample is further channels of it.
 * @param given The U-Net.
 * @returns The configuration, in both languages.
 * @throws {RangeError} If UNet2DModel has no such network: names why.
 */
export function unetInDiffusers(given: UNetConfig): NamedUNet {
  const action = "export the network to diffusers", s = allSwitches(given), { shape, multipliers } = given;
  const refuse = (why: string): never => {
    throw new RangeError(`Cannot ${action}: UNet2DModel ${why}`);
  };
  if (given.skips !== "all") refuse(`takes a skip from every step down, got skips "${given.skips}"`);
  if (given.timeEmbedding !== "sinusoidal") refuse(`is told sinusoids, got timeEmbedding "${given.timeEmbedding}"`);
  if (s.groupWidth !== 1 || s.residualScale !== 1 || s.attendUp !== "each" || s.classPlace !== "embedding") {
    refuse("has no groupWidth, residualScale, attendUp or classPlace of this kind");
  }
  if (s.waveWidth !== given.base) refuse(`sees its time in as many numbers as base ${given.base}, got ${s.waveWidth}`);
  if (s.resampleFilter !== "box" || s.progressiveInput !== "none" || s.progressiveOutput !== "none") {
    refuse("has no resampleFilter, progressiveInput or progressiveOutput of this kind");
  }
  if (s.resampleSkip !== "plain") refuse("has no convolution in the shortcut of a block that resamples");
  if (given.down === "residual" !== (given.up === "residual")) {
    refuse("resamples both ways in residual blocks, or none");
  }
  const film = given.injection === "film", heights = multipliers.map((_, level) => shape[0] / 2 ** level);
  const widths = heights.flatMap((height, level) => {
    const here = given.attention.includes(height) || s.attentionUp.includes(height) ||
      s.attendMiddle && level === heights.length - 1;
    const channels = given.base * multipliers[level];
    return here ? [{ channels, width: channels / headsOf(given, channels) }] : [];
  });
  const whole = widths.every(({ channels, width }) => channels === width);
  if (!whole && widths.some(({ width }) => width !== widths[0].width)) {
    refuse("has heads of one width at all heights: give headWidth in place of heads");
  }
  const inside = given.down === "residual",
    resnet = inside ? { downsample_type: "resnet", upsample_type: "resnet" } : {};
  const last = heights.length - 1;
  const json = {
    _class_name: "UNet2DModel",
    sample_size: shape[0] === shape[1] ? shape[0] : [shape[0], shape[1]],
    in_channels: shape[2] + given.imageChannels,
    out_channels: shape[2],
    center_input_sample: s.centre,
    time_embedding_type: "positional",
    time_embedding_dim: given.embedding,
    freq_shift: s.waveShift,
    flip_sin_to_cos: s.waveOrder === "cos-sin",
    down_block_types: heights.map((height, level) =>
      given.attention.includes(height)
        ? "AttnDownBlock2D"
        : inside && level < last
        ? "ResnetDownsampleBlock2D"
        : "DownBlock2D"
    ),
    mid_block_type: "UNetMidBlock2D",
    up_block_types: heights.map((height, level) =>
      s.attentionUp.includes(height) ? "AttnUpBlock2D" : inside && level > 0 ? "ResnetUpsampleBlock2D" : "UpBlock2D"
    ).reverse(),
    block_out_channels: multipliers.map((multiplier) => multiplier * given.base),
    layers_per_block: given.blocks,
    mid_block_scale_factor: 1 / s.middleScale,
    downsample_padding: s.stridePadding === "end" ? 0 : 1,
    ...resnet,
    dropout: given.dropout,
    act_fn: "silu",
    attention_head_dim: whole ? null : widths[0].width,
    norm_num_groups: given.groups,
    attn_norm_num_groups: s.middleGroups === 0 || !film && s.middleGroups === given.groups ? null : s.middleGroups,
    norm_eps: s.normEps,
    resnet_time_scale_shift: film ? "scale_shift" : "default",
    add_attention: s.attendMiddle,
    ...(given.classes > 0 ? { num_class_embeds: given.classes + 1 } : {}),
  };
  if (s.attendMiddle && s.middleGroups === 0 && !film) refuse("normalises before the attention in the middle");
  const config = unetConfig({
    ...given,
    down: inside ? "residual" : "stride",
    // Averages lie within a filter whose zeros are at the end.
    ...(given.down === "average" ? { stridePadding: "end" as const } : {}),
    up: inside ? "residual" : "convolution",
    ...(given.classes > 0 ? { classes: given.classes + 1 } : {}),
    timeScale: 1,
  });
  if (given.down === "average") json.downsample_padding = 0;
  return { json, config };
}

/**
 * The same with its weights.
 * @param given The U-Net.
 * @param weights Its flat vector.
 * @returns The configuration and the weights.
 * @throws {RangeError} If UNet2DModel has no such network: names why.
 */
export function exportableUNet(given: UNetConfig, weights: Float32Array): ExportedUNet {
  const { json, config } = unetInDiffusers(given);
  return { json, config, weights: fixedFilters(given, config, weights) };
}

/** The weights of the network whose averages and repetitions are convolutions. */
function fixedFilters(from: UNetConfig, to: UNetConfig, weights: Float32Array): Float32Array {
  const [old, wanted] = [makeUNet(from).parameters, makeUNet(to).parameters], out = new Float32Array(wanted.size);
  const there = new Set(old.list.map(({ name }) => name));
  for (const { name, shape } of wanted.list) {
    const slice = wanted.slice(out, name);
    // A table of classes ends with the row of "no label", which becomes a class of its own; what follows it is 0.
    if (there.has(name)) slice.set(old.slice(weights, name));
    else if (name.endsWith("/weight")) {
      const channels = shape[3], taps = name.endsWith("/halve/weight") ? [0, 1, 3, 4] : [4];
      for (const tap of taps) {
        for (let c = 0; c < channels; c++) slice[(tap * channels + c) * channels + c] = 1 / taps.length;
      }
    }
  }
  return out;
}
