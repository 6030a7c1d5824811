/**
 * The flags of guided-diffusion as a configuration of the kit's U-Net and its noise levels.
 * @module
 */
import defer * as z from "zod";
import { once } from "../../numerics/once.ts";
import { validate } from "../../io/validate.ts";
import { type UNetConfig, unetConfig } from "../../nn/config.ts";
import { cosineGrid } from "../../schedules/cosine.ts";
import { ddpmLinearGrid, type Grid } from "../../schedules/grid.ts";
import type { ScheduleConfig } from "../../schedules/registry.ts";
import type { QkvOrder } from "../unet/links.ts";

const flag = (value: boolean) =>
  z.union([z.boolean(), z.enum(["True", "False"]).transform((s) => s === "True")]).default(value);
/** What a file claims costs nothing before it is refused. */
const count = (value: number, most: number = 1 << 16) => z.int().min(1).max(most).default(value);

/** The multipliers of each size, where the flags name none. */
const MULTIPLIERS: Readonly<Record<number, readonly number[]>> = {
  512: [0.5, 1, 1, 2, 2, 4, 4],
  256: [1, 1, 2, 2, 4, 4],
  128: [1, 1, 2, 3, 4],
  64: [1, 2, 3, 4],
};

/** The names and defaults are those of the package's own command lines; those of training and sampling are let through. */
const schema = once(() =>
  z.looseObject({
    image_size: count(64),
    num_channels: count(128),
    num_res_blocks: count(2, 64),
    num_heads: count(4),
    num_heads_upsample: z.int().default(-1),
    num_head_channels: z.int().default(-1),
    attention_resolutions: z.string().default("16,8"),
    channel_mult: z.string().default(""),
    dropout: z.number().min(0).default(0),
    class_cond: flag(false),
    num_classes: count(1000),
    use_scale_shift_norm: flag(true),
    resblock_updown: flag(false),
    use_new_attention_order: flag(false),
    learn_sigma: flag(false),
    diffusion_steps: count(1000, 100_000),
    noise_schedule: z.enum(["linear", "cosine"]).default("linear"),
    rescale_timesteps: flag(false),
    predict_xstart: flag(false),
    in_channels: count(3),
  })
);

/** A UNetModel in the kit's words. */
export interface GuidedUNet {
  /** The network. */
  readonly config: UNetConfig;
  /** How its maps to queries, keys and values are ordered. */
  readonly order: QkvOrder;
  /** Channels that its last convolution gives: twice the sample's where variances are learned. */
  readonly outChannels: number;
  /** The noise levels of its steps. */
  readonly grid: Grid;
  /** The same as a run's configuration says them. */
  readonly schedule: ScheduleConfig;
  /** What it predicts. */
  readonly prediction: "eps" | "x0";
  /** What it is told of a step is the step times this. */
  readonly told: number;
}

/**
 * Reads the flags.
 * @param value The flags as JSON, by the names of the command line.
 * @param path Their file, for errors.
 * @returns The network and its levels.
 * @throws {TypeError} If a flag has the wrong type.
 * @throws {RangeError} If a flag is out of range.
 */
export function guidedUNet(value: unknown, path: string): GuidedUNet {
  const action = `read ${path}`, c = validate(action, schema(), value), size = c.image_size, channels = c.in_channels;
  const list = (name: string, text: string) =>
    text.split(",", 12).map((part) => {
      const number = Number(part);
      if (part.trim() !== "" && number > 0) return number;
      throw new RangeError(`Cannot ${action}: ${name} must be numbers and commas, got "${text}"`);
    });
  const named = c.channel_mult === "" ? MULTIPLIERS[size] : list("channel_mult", c.channel_mult);
  if (named === undefined) throw new RangeError(`Cannot ${action}: channel_mult must be given for image_size ${size}`);
  if (c.num_heads_upsample > 0 && c.num_heads_upsample !== c.num_heads) {
    throw new RangeError(`Cannot ${action}: num_heads_upsample must be that of num_heads, got ${c.num_heads_upsample}`);
  }
  // The first convolution has as many channels as the first level, the embedding those of num_channels.
  const base = named[0] * c.num_channels, heights = named.map((_, level) => size / 2 ** level);
  const wanted = list("attention_resolutions", c.attention_resolutions).map((at) =>
    Math.floor(size / Math.floor(size / at))
  );
  const linear = c.noise_schedule === "linear", steps = c.diffusion_steps;
  const config = unetConfig({
    shape: [size, size, channels],
    base,
    multipliers: named.map((multiplier) => multiplier / named[0]),
    blocks: c.num_res_blocks,
    skips: "all",
    attention: heights.filter((height) => wanted.includes(height)),
    attendMiddle: true,
    ...(c.num_head_channels > 0 ? { headWidth: c.num_head_channels } : { heads: c.num_heads }),
    groups: 32,
    embedding: 4 * c.num_channels,
    waveWidth: c.num_channels,
    waveOrder: "cos-sin",
    waveShift: 0,
    classes: c.class_cond ? c.num_classes : 0,
    dropout: c.dropout,
    injection: c.use_scale_shift_norm ? "film" : "add",
    down: c.resblock_updown ? "residual" : "stride",
    stridePadding: "both",
    up: c.resblock_updown ? "residual" : "convolution",
  });
  return {
    config,
    order: c.use_new_attention_order ? "part-head-channel" : "head-part-channel",
    outChannels: c.learn_sigma ? 2 * channels : channels,
    // Their linear levels are those of 1000 steps, spread over as many as there are.
    grid: linear ? ddpmLinearGrid({ steps, first: 0.1 / steps, last: 20 / steps }) : cosineGrid({ steps }),
    schedule: linear ? { kind: "linear", betaMin: 0.1, betaMax: 20 } : { kind: "cosine", offset: 0.008 },
    prediction: c.predict_xstart ? "x0" : "eps",
    told: c.rescale_timesteps ? 1000 / steps : 1,
  };
}
