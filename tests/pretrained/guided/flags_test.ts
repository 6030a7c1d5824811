import { makeUNet } from "../../../lib/nn/unet.ts";
import { guidedUNet } from "../../../lib/pretrained/guided/flags.ts";
import { assertEquals, assertThrows } from "../../assert.ts";

/** The flags of published networks, from the package's README. */
const large = {
  image_size: 512,
  num_channels: 256,
  num_head_channels: 64,
  attention_resolutions: "32,16,8",
  learn_sigma: true,
  resblock_updown: true,
  class_cond: true,
  use_scale_shift_norm: "True",
};

Deno.test("guidedUNet() has the published networks, whose first level of size 512 is half as wide", () => {
  const { config, outChannels, order } = guidedUNet(large, "flags.json");
  assertEquals([config.base, config.waveWidth, config.embedding, outChannels, order], [
    128,
    256,
    1024,
    6,
    "head-part-channel",
  ]);
  assertEquals(config.multipliers, [1, 2, 2, 4, 4, 8, 8]);
  assertEquals(config.attention, [32, 16, 8]);
  // The package's own network has 558,997,638, of which the variances' three channels are left out; "no label" is a row more.
  assertEquals(makeUNet(config).parameters.size, 558_997_638 - 3 * (9 * 128 + 1) + 1024);
});

Deno.test("guidedUNet() names what is wrong", () => {
  assertThrows(
    () => guidedUNet({ image_size: 96 }, "f.json"),
    RangeError,
    "channel_mult must be given for image_size 96",
  );
  assertThrows(() => guidedUNet({ channel_mult: "1,two" }, "f.json"), RangeError, `numbers and commas, got "1,two"`);
  assertThrows(() => guidedUNet({ num_heads: 4, num_heads_upsample: 2 }, "f.json"), RangeError, "num_heads_upsample");
  assertThrows(() => guidedUNet({ noise_schedule: "sqrt" }, "f.json"), Error, "noise_schedule");
});
