/**
 * The arguments of EDM's networks as a configuration of the kit's U-Net.
 * @module
 */
import defer * as z from "zod";
import { badFile } from "../../io/read.ts";
import { once } from "../../numerics/once.ts";
import { validate } from "../../io/validate.ts";
import { type UNetConfig, unetConfig } from "../../nn/config.ts";
import { checkKnown } from "../../numerics/check.ts";
import type { Persistent } from "./records.ts";

/** The taps of the filters that networks resample by, and what the kit calls them. */
const FILTERS: Readonly<Record<string, UNetConfig["resampleFilter"]>> = { "[1,1]": "box", "[1,3,3,1]": "binomial" };

/** What a file claims costs nothing before it is refused. */
const count = once(() => z.int().min(1).max(1 << 16)), few = once(() => z.int().min(1).max(64));
const common = once(() => ({
  img_resolution: count(),
  in_channels: count(),
  out_channels: count(),
  label_dim: z.int().min(0).default(0),
  num_blocks: few(),
  attn_resolutions: z.array(count()),
  channel_mult: z.array(count()).min(1).max(12),
  model_channels: count(),
  channel_mult_emb: count().default(4),
  dropout: z.number().default(0.1),
}));

const song = once(() =>
  z.looseObject({
    ...common(),
    num_blocks: few().default(4),
    attn_resolutions: z.array(count()).default([16]),
    channel_mult: common().channel_mult.default([1, 2, 2, 2]),
    model_channels: count().default(128),
    embedding_type: z.string().default("positional"),
    channel_mult_noise: count().default(1),
    encoder_type: z.string().default("standard"),
    decoder_type: z.string().default("standard"),
    resample_filter: z.array(z.number()).default([1, 1]),
  })
);

const dhariwal = once(() =>
  z.looseObject({
    ...common(),
    num_blocks: few().default(3),
    attn_resolutions: z.array(count()).default([32, 16, 8]),
    channel_mult: common().channel_mult.default([1, 2, 3, 4]),
    model_channels: count().default(192),
  })
);

/** Which of EDM's networks. */
export type EdmKind = "SongUNet" | "DhariwalUNet";

/**
 * Reads a network's arguments.
 * @param network The network's record.
 * @param path Its file, for errors.
 * @param frequencies Those of its Fourier features, in turns per unit of what it is told, where it has any.
 * @returns Which it is, and the kit's configuration.
 * @throws {TypeError} If an argument has the wrong type.
 * @throws {SyntaxError} If there must be frequencies and there are none, or others than so many.
 * @throws {RangeError} If it is another network, or asks for what the kit's U-Net does not have: names it.
 */
export function edmUNet(
  { className, options }: Persistent,
  path: string,
  frequencies?: Float32Array,
): { kind: EdmKind; config: UNetConfig } {
  const action = `read ${path}`;
  checkKnown(action, "network", className, ["SongUNet", "DhariwalUNet"]);
  const kind = className as EdmKind, isSong = kind === "SongUNet";
  const c = validate(action, isSong ? song() : dhariwal(), options);
  const only = (name: string, got: unknown, wanted: unknown) => {
    if (JSON.stringify(got) === JSON.stringify(wanted)) return;
    throw new RangeError(`Cannot ${action}: ${name} must be ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`);
  };
  only("out_channels", c.out_channels, c.in_channels);
  const size = c.img_resolution, heights = c.channel_mult.map((_, level) => size / 2 ** level);
  const attention = heights.filter((height) => c.attn_resolutions.includes(height));
  const base = isSong ? c.model_channels : c.model_channels * c.channel_mult[0];
  const multipliers = c.channel_mult.map((multiplier) => multiplier * c.model_channels / base);
  const shared = {
    shape: [size, size, c.in_channels],
    base,
    multipliers,
    blocks: c.num_blocks,
    skips: "all",
    attention,
    attendMiddle: true,
    groups: 32,
    groupWidth: 4,
    embedding: c.model_channels * c.channel_mult_emb,
    classes: c.label_dim,
    dropout: c.dropout,
    down: "residual",
    up: "residual",
  } as const;
  const config = isSong
    ? unetConfig({
      ...shared,
      ...ncsn(path, c, frequencies),
      normEps: 1e-6,
      attendUp: "last",
      waveWidth: c.model_channels * (c.channel_mult_noise as number),
      injection: "add",
      resampleSkip: "convolution",
      residualScale: Math.SQRT1_2,
      classPlace: "waves",
    })
    : unetConfig({
      ...shared,
      headWidth: 64,
      waveWidth: c.model_channels,
      waveOrder: "cos-sin",
      waveShift: 0,
      injection: "film",
    });
  return { kind, config };
}

/** What NCSN++ may have beside DDPM++: random frequencies, progressive ways in and out, filters of four taps. */
function ncsn(path: string, c: Record<string, unknown>, frequencies: Float32Array | undefined): Partial<UNetConfig> {
  const action = `read ${path}`;
  checkKnown(action, "embedding_type", c.embedding_type as string, ["positional", "fourier"]);
  checkKnown(action, "encoder_type", c.encoder_type as string, ["standard", "skip", "residual"]);
  checkKnown(action, "decoder_type", c.decoder_type as string, ["standard", "skip"]);
  const resampleFilter = FILTERS[JSON.stringify(c.resample_filter)];
  if (resampleFilter === undefined) {
    const known = Object.keys(FILTERS).join(" or ");
    throw new RangeError(
      `Cannot ${action}: resample_filter must be ${known}, got ${JSON.stringify(c.resample_filter)}`,
    );
  }
  const progressive = (name: unknown) => name === "standard" ? "none" : name;
  const ways = {
    progressiveInput: progressive(c.encoder_type),
    progressiveOutput: progressive(c.decoder_type),
  } as Pick<UNetConfig, "progressiveInput" | "progressiveOutput">;
  if (c.embedding_type === "positional") return { resampleFilter, ...ways };
  const wanted = (c.model_channels as number) * (c.channel_mult_noise as number) / 2;
  if (frequencies?.length !== wanted) {
    throw badFile(path, `"map_noise.freqs" must be ${wanted} frequencies, got ${frequencies?.length ?? "none"}`);
  }
  // Its angles are float32 products, so that the rates it was trained with are rounded to float32.
  const fourierRates = Array.from(frequencies, (each) => Math.fround(Math.fround(2 * Math.PI) * each));
  return { resampleFilter, ...ways, timeEmbedding: "fourier", fourierRates };
}
