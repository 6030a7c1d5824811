/**
 * Opening a folder of diffusers.
 * @module
 */
import { basename, join, resolve } from "node:path";
import { readJson } from "../../io/read_json.ts";
import { makeUNet } from "../../nn/unet.ts";
import { gridPath } from "../../samplers/noise_path.ts";
import { openArrays } from "../torch/arrays.ts";
import { plainForm } from "../models/form.ts";
import { networkModel, type PretrainedModel } from "../models/model.ts";
import { unetLinks } from "../unet/links.ts";
import { gather } from "../unet/transfer.ts";
import { diffusersSchedule } from "./scheduler.ts";
import { diffusersUNet } from "./unet_config.ts";
import { diffusersNames, renamedArrays } from "./unet_names.ts";

/** Where the weights are looked for, the first found being taken; other variants come after. */
const WEIGHTS = ["diffusion_pytorch_model.safetensors", "diffusion_pytorch_model.bin"];
const VARIANT = /^diffusion_pytorch_model\.[\w-]+\.(safetensors|bin)$/;

/**
 * Opens a UNet2DModel: its folder alone or with a scheduler's configuration beside it, or a pipeline with `unet/` and
 * `scheduler/`.
 * @param folder The folder.
 * @param size Height and width of samples, where its configuration does not say.
 * @returns The model.
 * @throws {TypeError | RangeError} If its configuration is of what the kit's U-Net is not: names it.
 * @throws {SyntaxError} If a file is damaged, or the weights are of another network.
 * @throws {Error} If a file is missing.
 */
export async function openDiffusers(folder: string, size?: readonly [number, number]): Promise<PretrainedModel> {
  const unet = await exists(join(folder, "unet", "config.json")) ? join(folder, "unet") : folder;
  const configPath = join(unet, "config.json"), notes: string[] = [];
  const { config, outChannels } = diffusersUNet(await readJson(configPath), configPath, size);
  const schedulers = [join(folder, "scheduler"), folder].map((place) => join(place, "scheduler_config.json"));
  let scheduler: unknown = {}, schedulerPath = "the scheduler's defaults";
  for (const path of schedulers.toReversed()) {
    if (await exists(path)) [scheduler, schedulerPath] = [await readJson(path), path];
  }
  if (schedulerPath === "the scheduler's defaults") {
    notes.push("no scheduler_config.json: DDPM's linear schedule of 1000 steps is taken");
  }
  const { grid, prediction, schedule } = diffusersSchedule(scheduler, schedulerPath), path = gridPath(grid);
  const network = makeUNet(config), names = diffusersNames(config.multipliers.length, outChannels);
  if (outChannels > config.shape[2]) notes.push("its learned variances are left out");
  const arrays = renamedArrays(await openArrays(await findDiffusersWeights(unet)));
  const weights = await gather(network.parameters.size, unetLinks(config, network.parameters, names), arrays);
  const info = {
    name: basename(resolve(folder)),
    kind: "diffusers" as const,
    shape: config.shape,
    path,
    form: plainForm(path, prediction),
    schedule,
    notes,
  };
  return networkModel(info, network, weights, true);
}

/**
 * The file of a UNet2DModel's weights.
 * @param folder Its own folder.
 * @returns The file: safetensors before pickles, whole ones before rounded variants.
 * @throws {Error} If there is none.
 */
export async function findDiffusersWeights(folder: string): Promise<string> {
  for (const name of WEIGHTS) if (await exists(join(folder, name))) return join(folder, name);
  const variants: string[] = [];
  for await (const { name } of Deno.readDir(folder)) if (VARIANT.test(name)) variants.push(name);
  // The word before the ending says how they were rounded; safetensors before pickles.
  variants.sort((a, b) => Number(a.endsWith(".bin")) - Number(b.endsWith(".bin")) || (a < b ? -1 : 1));
  if (variants.length > 0) return join(folder, variants[0]);
  throw new Error(`Cannot open ${folder}: it holds neither ${WEIGHTS.join(" nor ")}`);
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(({ isFile }) => isFile, () => false);
}
