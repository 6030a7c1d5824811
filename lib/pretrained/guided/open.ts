/**
 * Opening a checkpoint of guided-diffusion.
 * @module
 */
import { basename } from "node:path";
import { readJson } from "../../io/read_json.ts";
import { makeUNet } from "../../nn/unet.ts";
import { gridPath } from "../../samplers/noise_path.ts";
import { openArrays } from "../torch/arrays.ts";
import { plainForm } from "../models/form.ts";
import { networkModel, type PretrainedModel } from "../models/model.ts";
import { unetLinks } from "../unet/links.ts";
import { gather } from "../unet/transfer.ts";
import { guidedUNet } from "./flags.ts";
import { guidedNames } from "./unet_names.ts";

/**
 * Opens a UNetModel's state dict.
 * @param path The `.pt` file.
 * @param flagsPath Its flags as JSON, by the names of the command line: sizes of tensors do not say them.
 * @returns The model.
 * @throws {TypeError | RangeError} If a flag is wrong.
 * @throws {SyntaxError} If a file is damaged, or the weights are of another network.
 * @throws {Error} If a file is missing.
 */
export async function openGuided(path: string, flagsPath: string): Promise<PretrainedModel> {
  const flags = await readJson(flagsPath);
  const { config, order, outChannels, grid, schedule, prediction, told } = guidedUNet(flags, flagsPath);
  const network = makeUNet(config),
    links = unetLinks(config, network.parameters, guidedNames(config, order, outChannels));
  const weights = await gather(network.parameters.size, links, await openArrays(path)), noise = gridPath(grid);
  const info = {
    name: basename(path).replace(/\.\w+$/, ""),
    kind: "guided-diffusion" as const,
    shape: config.shape,
    path: noise,
    form: plainForm(noise, prediction, told),
    schedule,
    notes: outChannels > config.shape[2] ? ["its learned variances are left out"] : [],
  };
  return networkModel(info, network, weights, true);
}
