/**
 * The network, in Python.
 * @module
 */
import { allSwitches } from "../../nn/unet_switches.ts";
import { block, keywordArguments } from "../python/literal.ts";
import type { EmitPlan } from "./plan.ts";

/** What UNet2DModel takes without being told. */
const usual: Readonly<Record<string, unknown>> = {
  center_input_sample: false,
  time_embedding_type: "positional",
  mid_block_type: "UNetMidBlock2D",
  mid_block_scale_factor: 1,
  dropout: 0,
  act_fn: "silu",
  attn_norm_num_groups: null,
  resnet_time_scale_shift: "default",
  add_attention: true,
};

/**
 * The class `Waves` and the function `make_unet`.
 * @param plan The run.
 * @returns The code.
 */
export function networkPython(
  { network, unet: { json, config }, treatment: { penalty }, training: { from } }: EmitPlan,
): string {
  const { waveOrder, waveShift } = allSwitches(network);
  const words = Object.fromEntries(
    Object.entries(json).filter(([key, value]) => key !== "_class_name" && !(key in usual && usual[key] === value)),
  );
  const halves = waveOrder === "sin-cos" ? "angle.sin(), angle.cos()" : "angle.cos(), angle.sin()";
  const averages = network.down === "average" && config.multipliers.length > 1;
  const repeats = network.up === "repeat" && config.multipliers.length > 1, added = network.injection === "add";
  return `class Waves(torch.nn.Module):
    """Sinusoids of what the network is told, in float64: angles near 1000 would be off by 6e-5 in float32."""
    def forward(self, c):
        i = torch.arange(${config.base / 2}, dtype=torch.float64, device=c.device)
        angle = c.double()[:, None] * torch.exp(-math.log(10_000) * i / ${config.base / 2 - waveShift})
        return torch.cat([${halves}], 1).float()


def make_unet():
    """The U-Net, its weights normal with variance 1/inputs; what ends a block or the network begins at 0."""
    torch.manual_seed(SEED)
    unet = diffusers.UNet2DModel(
${keywordArguments(words, 8)}
    )
    unet.time_proj = Waves()
    for name, module in unet.named_modules():
        if isinstance(module, (torch.nn.Conv2d, torch.nn.Linear)):
            last = name.endswith(("conv2", "to_out.0")) or name == "conv_out"
            torch.nn.init.normal_(module.weight, std=0.0 if last else module.weight[0].numel() ** -0.5)
            torch.nn.init.zeros_(module.bias)
${
    block(
      added &&
        `        if name.endswith(".conv1"):  # a block's share of the embedding has a bias too, right behind this one's
            module.bias.requires_grad_(False)`,
      averages && `        if name.endswith("downsamplers.0.conv"):  # halves by averages: a filter that stays as it is
            torch.nn.init.dirac_(module.requires_grad_(False).weight)
            module.weight[:, :, :2, :2] = module.weight[:, :, 1:2, 1:2] / 4`,
      repeats &&
        `        if name.endswith("upsamplers.0.conv"):  # doubles by repetition: ${
          averages ? "the same" : "a filter that stays as it is"
        }
            torch.nn.init.dirac_(module.requires_grad_(False).weight)`,
      `        if name.endswith(("time_embedding", "time_emb_proj")):  # what it is told stays in float32 in bf16 too
            module.forward = torch.autocast(DEVICE, enabled=False)(module.forward)`,
      penalty?.estimator === "exact" && `        if isinstance(module, Attention):
            module.set_processor(AttnProcessor())  # the fused one has no forward mode`,
      from !== undefined && `    unet.load_state_dict(load_file(HERE / "start.safetensors"))`,
      "    return unet",
    )
  }`;
}
