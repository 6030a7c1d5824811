import { diffusersUNet } from "../../../lib/pretrained/diffusers/unet_config.ts";
import { assertEquals, assertThrows } from "../../assert.ts";

const plain = { sample_size: 32, block_out_channels: [32, 64], norm_num_groups: 8 };
const two = { down_block_types: ["DownBlock2D", "AttnDownBlock2D"], up_block_types: ["AttnUpBlock2D", "UpBlock2D"] };

Deno.test("diffusersUNet() fills in the constructor's defaults: absent is not null", () => {
  const { config, outChannels } = diffusersUNet({ ...plain, ...two }, "config.json");
  assertEquals([config.headWidth, config.waveOrder, config.waveShift, config.stridePadding], [8, "cos-sin", 0, "both"]);
  assertEquals([config.blocks, config.embedding, outChannels, config.attention], [2, 128, 3, [16]]);
  const { config: whole } = diffusersUNet({ ...plain, ...two, attention_head_dim: null }, "config.json");
  assertEquals([whole.headWidth, whole.heads], [undefined, 1]);
});

Deno.test("diffusersUNet() names what the kit does not have", () => {
  const cases: [object, string][] = [
    [{ down_block_types: ["DownBlock2D", "CrossAttnDownBlock2D"] }, `no block "CrossAttnDownBlock2D"`],
    [{ up_block_types: ["SkipUpBlock2D", "UpBlock2D"] }, `no block "SkipUpBlock2D"`],
    [{ mid_block_type: null }, "mid_block_type must be UNetMidBlock2D, got null"],
    [{ time_embedding_type: "fourier" }, "time_embedding_type must be positional, got fourier"],
    [{ act_fn: "gelu" }, "act_fn must be silu or swish, got gelu"],
    [{ class_embed_type: "timestep" }, "class_embed_type"],
    [{ out_channels: 4 }, "out_channels must be 3 or 6, got 4"],
    [{ sample_size: null }, "the size must be given"],
    [{ cross_attention_dim: 768 }, `no key "cross_attention_dim"`],
    [{ _class_name: "UNet2DConditionModel" }, `no model "UNet2DConditionModel"`],
    [
      { downsample_type: "resnet", block_out_channels: [32, 32, 64], ...three(["DownBlock2D", "AttnDownBlock2D"]) },
      "in two ways",
    ],
  ];
  for (const [options, message] of cases) {
    assertThrows(() => diffusersUNet({ ...plain, ...two, ...options }, "config.json"), RangeError, message);
  }
  assertThrows(
    () => diffusersUNet({ ...plain, ...two, down_block_types: ["DownBlock2D"] }, "a"),
    TypeError,
    "2 entries, got 1",
  );
});

function three(downs: string[]): object {
  return { down_block_types: [...downs, "DownBlock2D"], up_block_types: ["UpBlock2D", "AttnUpBlock2D", "UpBlock2D"] };
}
