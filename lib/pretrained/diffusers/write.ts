/**
 * Writing a network of the kit as a pipeline of diffusers.
 * @module
 */
import { join } from "node:path";
import { writeFileAtomic } from "../../io/atomic.ts";
import { writeSafetensors } from "../../io/formats/safetensors.ts";
import type { UNetConfig } from "../../nn/config.ts";
import { makeUNet } from "../../nn/unet.ts";
import type { Trained } from "../../predictors/trained.ts";
import type { NoisePath } from "../../samplers/noise_path.ts";
import { unetLinks } from "../unet/links.ts";
import { scatter } from "../unet/transfer.ts";
import { exportableUNet } from "./exportable.ts";
import { diffusersNames } from "./unet_names.ts";

/** The diffusers that the files are written for, and tested with. */
const VERSION = "0.42.1";

/**
 * Writes a trained network as a folder that `DDPMPipeline.from_pretrained` loads: `unet/`, `scheduler/`,
 * `model_index.json`, what the network is told of each step as `told.json`, and a README with the Python that samples it.
 * @param folder Where to; it is made if it is missing.
 * @param trained The network.
 * @param title What the README calls it.
 * @throws {RangeError} If diffusers has no such network, or its time is continuous: names why.
 * @throws {Error} "Cannot write PATH: …".
 * @category Pretrained networks
 */
export async function writeDiffusers(folder: string, trained: Trained, title: string): Promise<void> {
  const { network: { config: given }, path, condition, prediction, weights } = trained;
  if (given.kind !== "unet") throw new RangeError("Cannot export the network to diffusers: it is no U-Net");
  const { steps } = path;
  if (steps === undefined) {
    throw new RangeError(
      "Cannot export the network to diffusers: its schedulers count steps, the network's time is continuous",
    );
  }
  const { json, config, weights: all } = exportableUNet(given, weights), { parameters } = makeUNet(config);
  const names = diffusersNames(config.multipliers.length, config.shape[2]);
  const told = Array.from({ length: steps }, (_, step) => condition(step) * given.timeScale);
  const plain = told.every((each, step) => each === step);
  const scheduler = {
    _class_name: "DDPMScheduler",
    _diffusers_version: VERSION,
    num_train_timesteps: steps,
    ...betasOf(path, steps),
    clip_sample: false,
    variance_type: "fixed_small",
    prediction_type: { eps: "epsilon", x0: "sample", v: "v_prediction" }[prediction],
  };
  const index = {
    _class_name: "DDPMPipeline",
    _diffusers_version: VERSION,
    scheduler: ["diffusers", "DDPMScheduler"],
    unet: ["diffusers", "UNet2DModel"],
  };
  const write = (name: string, value: unknown) =>
    writeFileAtomic(join(folder, name), `${JSON.stringify(value, undefined, 2)}\n`);
  await writeSafetensors(
    join(folder, "unet", "diffusion_pytorch_model.safetensors"),
    scatter(all, unetLinks(config, parameters, names)),
    { format: "pt" },
  );
  await write("unet/config.json", { ...json, _diffusers_version: VERSION });
  await write("scheduler/scheduler_config.json", scheduler);
  await write("told.json", told);
  await write("model_index.json", index);
  await writeFileAtomic(join(folder, "README.md"), readme(title, plain, given));
}

/** β of each step, 1 − ᾱ_k/ᾱ_{k−1}: DDPM's ramp by its two ends, any other number by number. */
function betasOf(path: NoisePath, steps: number): Record<string, unknown> {
  // ln ᾱ = −ln(1 + σ²/α²), which keeps the digits of the first ones.
  const rates = Array.from({ length: steps }, (_, step) => {
    const { alpha, sigma } = path.levelAt(step);
    return Math.log1p((sigma / alpha) ** 2);
  });
  const betas = rates.map((rate, k) => -Math.expm1((k === 0 ? 0 : rates[k - 1]) - rate));
  const [first, last] = [betas[0], betas[steps - 1]].map((beta) => Number(beta.toPrecision(10)));
  const rise = (last - first) / Math.max(1, steps - 1);
  const ramp = betas.every((beta, k) => Math.abs(beta - first - k * rise) < 1e-9 * beta);
  return ramp ? { beta_schedule: "linear", beta_start: first, beta_end: last } : { trained_betas: betas };
}

function readme(title: string, plain: boolean, { classes, shape: [height, width, channels] }: UNetConfig): string {
  const about = plain
    ? "It is told each step itself, so that `DDPMPipeline` samples it as it is."
    : "It is told f(t) in place of t (`told.json` holds f of every step; E-TSDM shares a condition among the steps of an\n" +
      "interval). `DDPMPipeline` loads it and would tell it t: sample it as below, and train it on in the same way.";
  const labels = classes === 0 ? "" : ", class_labels=torch.full((n,), unet.config.num_class_embeds - 1)";
  return `# ${title}

A network of nearzero, written for diffusers ${VERSION}. ${about}
${classes === 0 ? "" : "\nThe last class stands for no label.\n"}
\`\`\`python
import json, torch
from diffusers import DDIMScheduler, DDPMPipeline

pipeline = DDPMPipeline.from_pretrained(".")
unet, scheduler = pipeline.unet, DDIMScheduler.from_config(pipeline.scheduler.config)
told, n = json.load(open("told.json")), 4
scheduler.set_timesteps(50)
x = torch.randn(n, ${channels}, ${height}, ${width})
for t in scheduler.timesteps:
    with torch.no_grad():
        said = unet(x, torch.tensor(told[int(t)])${labels}).sample
    x = scheduler.step(said, t, x).prev_sample
\`\`\`
`;
}
