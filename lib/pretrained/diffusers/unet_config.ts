/**
 * The configuration of diffusers' UNet2DModel as one of the kit's U-Net.
 * @module
 */
import defer * as z from "zod";
import { once } from "../../numerics/once.ts";
import { validate } from "../../io/validate.ts";
import { type UNetConfig, unetConfig } from "../../nn/config.ts";
import { checkKnown } from "../../numerics/check.ts";

const DOWN = ["DownBlock2D", "AttnDownBlock2D", "ResnetDownsampleBlock2D"];
const UP = ["UpBlock2D", "AttnUpBlock2D", "ResnetUpsampleBlock2D"];

/** More than any network has: what a file claims costs nothing before it is refused. */
const count = once(() => z.int().min(1).max(1 << 16)), few = once(() => z.int().min(1).max(64));
const size = once(() => z.union([count(), z.tuple([count(), count()])]));

/** Absent is not null: the defaults are those of UNet2DModel's constructor. */
const schema = once(() =>
  z.looseObject({
    _class_name: z.string().default("UNet2DModel"),
    sample_size: size().nullable().default(null),
    in_channels: count().default(3),
    out_channels: count().default(3),
    center_input_sample: z.boolean().default(false),
    time_embedding_type: z.string().default("positional"),
    time_embedding_dim: count().nullable().default(null),
    freq_shift: z.number().default(0),
    flip_sin_to_cos: z.boolean().default(true),
    down_block_types: z.array(z.string()).default([
      "DownBlock2D",
      "AttnDownBlock2D",
      "AttnDownBlock2D",
      "AttnDownBlock2D",
    ]),
    mid_block_type: z.string().nullable().default("UNetMidBlock2D"),
    up_block_types: z.array(z.string()).default(["AttnUpBlock2D", "AttnUpBlock2D", "AttnUpBlock2D", "UpBlock2D"]),
    block_out_channels: z.array(count()).min(1).max(12).default([224, 448, 672, 896]),
    layers_per_block: few().default(2),
    mid_block_scale_factor: z.number().positive().default(1),
    downsample_padding: z.int().default(1),
    downsample_type: z.string().default("conv"),
    upsample_type: z.string().default("conv"),
    dropout: z.number().default(0),
    act_fn: z.string().default("silu"),
    attention_head_dim: count().nullable().default(8),
    norm_num_groups: count().nullable().default(32),
    attn_norm_num_groups: count().nullable().default(null),
    norm_eps: z.number().positive().default(1e-5),
    resnet_time_scale_shift: z.string().default("default"),
    add_attention: z.boolean().default(true),
    class_embed_type: z.string().nullable().default(null),
    num_class_embeds: count().nullable().default(null),
    num_train_timesteps: count().nullable().default(null),
  })
);

/** A UNet2DModel in the kit's words. */
export interface DiffusersUNet {
  /** The network. */
  readonly config: UNetConfig;
  /** Channels that its last convolution gives: twice the sample's where variances are learned. */
  readonly outChannels: number;
}

/**
 * Reads a configuration.
 * @param value The content of `config.json`.
 * @param path Its file, for errors.
 * @param given The height and width of samples, where the configuration does not say or others are wanted.
 * @returns The kit's configuration.
 * @throws {TypeError} If a value has the wrong type.
 * @throws {RangeError} If it is of another model, or asks for what the kit's U-Net does not have: names it.
 */
export function diffusersUNet(value: unknown, path: string, given?: readonly [number, number]): DiffusersUNet {
  const action = `read ${path}`, c = validate(action, schema(), value), levels = c.block_out_channels.length;
  checkKnown(action, "model", c._class_name, ["UNet2DModel"]);
  const odd = Object.keys(c).find((key) => !key.startsWith("_") && !Object.hasOwn(schema().shape, key));
  if (odd !== undefined) checkKnown(action, "key", odd, Object.keys(schema().shape));
  const plain = (name: string) => name.replace(/^UNetRes/, "");
  const [downs, ups] = [c.down_block_types.map(plain), c.up_block_types.map(plain).reverse()];
  for (const [name, list] of Object.entries({ down_block_types: downs, up_block_types: ups })) {
    if (list.length !== levels) {
      throw new TypeError(`Cannot ${action}: ${name} must have ${levels} entries, got ${list.length}`);
    }
  }
  downs.forEach((name) => checkKnown(action, "block", name, DOWN));
  ups.forEach((name) => checkKnown(action, "block", name, UP));
  const only = <T>(name: string, got: T, ...known: T[]) => {
    if (known.includes(got)) return;
    throw new RangeError(`Cannot ${action}: ${name} must be ${known.join(" or ")}, got ${got}`);
  };
  only("mid_block_type", c.mid_block_type && plain(c.mid_block_type), "UNetMidBlock2D");
  only("time_embedding_type", c.time_embedding_type, "positional");
  only("act_fn", c.act_fn, "silu", "swish");
  only("resnet_time_scale_shift", c.resnet_time_scale_shift, "default", "scale_shift");
  only("downsample_padding", c.downsample_padding, 0, 1);
  only("downsample_type", c.downsample_type, "conv", "resnet");
  only("upsample_type", c.upsample_type, "conv", "resnet");
  only("class_embed_type", c.class_embed_type, null);
  const { in_channels: channels, out_channels: outChannels } = c;
  if (outChannels !== channels && outChannels !== 2 * channels) {
    throw new RangeError(`Cannot ${action}: out_channels must be ${channels} or ${2 * channels}, got ${outChannels}`);
  }
  if (c.norm_num_groups === null) throw new RangeError(`Cannot ${action}: norm_num_groups must be a number, got null`);
  const shape = given ?? c.sample_size;
  if (shape === null) throw new RangeError(`Cannot ${action}: sample_size is null, so that the size must be given`);
  const [height, width] = typeof shape === "number" ? [shape, shape] : shape;
  const heights = downs.map((_, level) => height / 2 ** level), [base] = c.block_out_channels;
  const film = c.resnet_time_scale_shift === "scale_shift";
  const config = unetConfig({
    shape: [height, width, channels],
    base,
    multipliers: c.block_out_channels.map((width) => width / base),
    blocks: c.layers_per_block,
    skips: "all",
    attention: heights.filter((_, level) => downs[level] === "AttnDownBlock2D"),
    attentionUp: heights.filter((_, level) => ups[level] === "AttnUpBlock2D"),
    attendMiddle: c.add_attention,
    // With scale and shift, the attention in the middle has no normalisation unless told so.
    middleGroups: c.add_attention ? c.attn_norm_num_groups ?? (film ? 0 : undefined) : undefined,
    ...(c.attention_head_dim === null ? {} : { headWidth: c.attention_head_dim }),
    groups: c.norm_num_groups,
    normEps: c.norm_eps,
    embedding: c.time_embedding_dim ?? 4 * base,
    waveOrder: c.flip_sin_to_cos ? "cos-sin" : "sin-cos",
    waveShift: c.freq_shift,
    classes: c.num_class_embeds ?? 0,
    dropout: c.dropout,
    injection: film ? "film" : "add",
    down: resampling(action, "down", downs.slice(0, -1), c.downsample_type),
    stridePadding: c.downsample_padding === 0 ? "end" : "both",
    up: resampling(action, "up", ups.slice(1), c.upsample_type),
    middleScale: 1 / c.mid_block_scale_factor,
    centre: c.center_input_sample,
  });
  return { config, outChannels };
}

function resampling(action: string, side: "down", blocks: string[], type: string): "stride" | "residual";
function resampling(action: string, side: "up", blocks: string[], type: string): "convolution" | "residual";
function resampling(action: string, side: "down" | "up", blocks: string[], type: string): string {
  const inside = blocks.map((name) => name.startsWith("Resnet") || name.startsWith("Attn") && type === "resnet");
  const mixed = inside.findIndex((each) => each !== inside[0]);
  if (mixed > 0) {
    throw new RangeError(
      `Cannot ${action}: the ${side} blocks ${blocks[0]} and ${blocks[mixed]} change resolution in two ways`,
    );
  }
  if (inside[0]) return "residual";
  return side === "down" ? "stride" : "convolution";
}
