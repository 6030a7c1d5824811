/**
 * Opening a network of EDM.
 * @module
 */
import { basename } from "node:path";
import { makeUNet } from "../../nn/unet.ts";
import { checkKnown } from "../../numerics/check.ts";
import { schedulePath } from "../../samplers/noise_path.ts";
import { edm } from "../../schedules/edm.ts";
import { linear } from "../../schedules/linear.ts";
import type { ScheduleConfig } from "../../schedules/registry.ts";
import { torchArrays } from "../torch/arrays.ts";
import { edmForm, type EdmPreconditioning } from "../models/form.ts";
import { networkModel, type PretrainedModel } from "../models/model.ts";
import { unetLinks } from "../unet/links.ts";
import { gather } from "../unet/transfer.ts";
import { type Persistent, readEdm } from "./records.ts";
import { edmUNet } from "./unet_config.ts";
import { edmNames } from "./unet_names.ts";

/** The frequencies of Fourier features, which the configuration holds. */
const FREQUENCIES = "map_noise.freqs";

/** Filters of resampling are fixed, and augmentation is told of while training alone. */
const IGNORED = /(^|\.)resample_filter$|^map_augment\.|^map_noise\.freqs$/;

/**
 * Opens a pickled network of EDM: SongUNet (DDPM++, NCSN++) or DhariwalUNet (ADM) in EDM's, VP's or VE's preconditioning.
 * @param path The `.pkl` file.
 * @returns The model; its time is the quantile of EDM's noise levels, or that of the linear schedule for VP.
 * @throws {TypeError | RangeError} If it is another network or preconditioner: names it.
 * @throws {SyntaxError} If the file is damaged or holds something else.
 * @throws {Error} If it cannot be read.
 */
export async function openEdm(path: string): Promise<PretrainedModel> {
  const { outer, inner, tensors } = await readEdm(path);
  checkKnown(`read ${path}`, "preconditioner", outer.className, ["EDMPrecond", "VPPrecond", "VEPrecond"]);
  const preconditioning = outer.className as EdmPreconditioning;
  const frequencies = await tensors.get(FREQUENCIES)?.read();
  const { kind, config } = edmUNet(inner, path, frequencies), network = makeUNet(config);
  const links = unetLinks(config, network.parameters, edmNames(config, kind));
  const ignored = (name: string) => IGNORED.test(name);
  const weights = await gather(network.parameters.size, links, torchArrays(path, tensors), ignored);
  const schedule: ScheduleConfig = preconditioning === "VPPrecond"
    ? { kind: "linear", betaMin: 0.1, betaMax: 20 }
    : { kind: "edm", mean: -1.2, std: 1.2 };
  const noise = schedulePath(schedule.kind === "linear" ? linear() : edm());
  const { sigma_data: sigmaData = 0.5 } = outer.options;
  if (typeof sigmaData !== "number") throw new TypeError(`Cannot read ${path}: sigma_data must be a number`);
  const info = {
    name: basename(path).replace(/\.\w+$/, ""),
    kind: "edm" as const,
    shape: config.shape,
    path: noise,
    form: edmForm(noise, preconditioning, sigmaData),
    schedule,
    notes: [`preconditioned as ${preconditioning}; t is a time of the ${noise.name}`, ...levelsOf(outer)],
  };
  return networkModel(info, network, weights, true);
}

/** Which noise levels a network of VE has seen, where its preconditioner's arguments or their defaults say so. */
function levelsOf({ className, options }: Persistent): string[] {
  if (className !== "VEPrecond") return [];
  const { sigma_min: least = 0.02, sigma_max: most = 100 } = options;
  return [`trained for EDM's σ from ${least} to ${most}`];
}
