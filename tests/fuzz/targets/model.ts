import { diffusersSchedule } from "../../../lib/pretrained/diffusers/scheduler.ts";
import { diffusersUNet } from "../../../lib/pretrained/diffusers/unet_config.ts";
import { guidedUNet } from "../../../lib/pretrained/guided/flags.ts";
import { onnxDescription } from "../../../lib/pretrained/onnx/description.ts";
import { parseJson } from "../../../lib/io/read.ts";
import { jsonBytes } from "../dice.ts";
import type { FuzzTarget } from "../target.ts";

/** What stands beside weights: each with what reads it. */
const kinds: readonly (readonly [value: unknown, read: (value: unknown) => unknown])[] = [
  [{
    _class_name: "UNet2DModel",
    sample_size: 8,
    block_out_channels: [16, 32],
    down_block_types: ["DownBlock2D", "AttnDownBlock2D"],
    up_block_types: ["AttnUpBlock2D", "UpBlock2D"],
    norm_num_groups: 8,
    attention_head_dim: null,
  }, (value) => diffusersUNet(value, "config.json")],
  [
    { beta_schedule: "sigmoid", num_train_timesteps: 10, trained_betas: null, prediction_type: "epsilon" },
    (value) => diffusersSchedule(value, "scheduler_config.json"),
  ],
  [
    { image_size: 16, channel_mult: "1,2", attention_resolutions: "8", num_heads: 1, class_cond: "True" },
    (value) => guidedUNet(value, "flags.json"),
  ],
  [{
    shape: [8, 8, 1],
    input: "x",
    told: { name: "t", formula: "log(edmSigma) / 4" },
    output: "y",
    gives: { a: "-1", b: "1 / sigma" },
    time: { kind: "discrete", steps: 10 },
  }, (value) => onnxDescription(value, "model.json").form.output(3)],
];

/** Configurations with changed entries; the first byte says of which kind. */
export const target: FuzzTarget = {
  name: "model",
  inMemory: true,
  damage: 0,
  make(dice) {
    const kind = dice.below(kinds.length), text = jsonBytes(dice, dice.mutated(kinds[kind][0]));
    return Uint8Array.of(kind, ...text);
  },
  read(bytes, path) {
    kinds[bytes[0]][1](parseJson(new TextDecoder().decode(bytes.subarray(1)), path));
  },
};
