/**
 * What a run's configuration only names: pictures, weights. Their content is part of the run's identity.
 * @module
 */
import { firstWeightsFile } from "../../training/checkpoints/first_weights.ts";
import { dirname } from "node:path";
import { dataSetContent } from "../../datasets/content.ts";
import { describeChange } from "../../io/content_change.ts";
import { contentDigest } from "../../io/content_digest.ts";
import { requireInception } from "../../metrics/inception/file.ts";
import type { RunContent } from "../store/identity.ts";
import type { DataConfig } from "./data_config.ts";
import { locateData } from "./locate_data.ts";
import type { RunConfig } from "./run_config.ts";

/** Stands for content that is not here: such a run has an identity for now, under which nothing is kept. */
export const NOT_HERE = "not here";

/** One thing that a configuration names. */
export interface Dependency {
  /** What it is, such as `data photos (train)`. */
  readonly what: string;
  /** Its SHA-256; rejects with the reason where it is not here. */
  find(): Promise<string>;
}

/** Finds the file of weights that a configuration names by `training.from`. */
export type WeightsFinder = (from: string) => Promise<string>;

/**
 * What a run depends on outside its configuration.
 * @param config The run.
 * @param weights Finds first weights; what is named is a path unless told.
 * @returns One entry each: the pictures it is trained on, first weights, the Inception network of its metrics.
 */
export function dependenciesOf(
  config: RunConfig,
  weights: WeightsFinder = (from) => Promise.resolve(from),
): Dependency[] {
  const { data, training: { from }, metrics } = config, all = dataDependencies(data);
  if (from !== undefined) {
    all.push({
      what: weightsNamed(from),
      find: async () => await fileDigest(await firstWeightsFile(await weights(from))),
    });
  }
  if (metrics.some((name) => name === "fid" || name === "kid")) {
    all.push({ what: INCEPTION, find: async () => await fileDigest(await requireInception("measure FID or KID")) });
  }
  return all;
}

/**
 * What data depend on outside their configuration.
 * @param data The data's configuration.
 * @returns The files of pictures; nothing where data are drawn.
 */
export function dataDependencies(data: DataConfig): Dependency[] {
  if (data.kind !== "pictures" || data.name === "procedural") return [];
  const { name, split } = data, what = `data ${name}${split === undefined ? "" : ` (${split})`}`;
  return [{ what, find: async () => (await dataSetContent(await locateData(name), split))!.sha256 }];
}

/**
 * What first weights are called in a run's content.
 * @param from The configuration's `training.from`.
 * @returns The name.
 */
export function weightsNamed(from: string): string {
  return `weights ${from}`;
}

const INCEPTION = "weights of the Inception network";

/**
 * Checks that what is here is what a run was planned with.
 * @param action What the caller was about to do, as in "Cannot {action}: …".
 * @param dependencies What it depends on.
 * @param planned The content that it was planned with.
 * @throws {RangeError} If something is other than it was; says which files.
 * @throws {Error} Where it is not here; says why.
 */
export async function checkContent(
  action: string,
  dependencies: readonly Dependency[],
  planned: RunContent,
): Promise<void> {
  for (const { what, find } of dependencies) {
    const here = await find(), then = planned[what] ?? NOT_HERE;
    if (here === then) continue;
    const why = then === NOT_HERE ? "it was not here" : `since then ${await describeChange(then, here)}`;
    throw new RangeError(`Cannot ${action}: ${what} is not what it was when this was planned, ${why}; plan it again`);
  }
}

async function fileDigest(path: string): Promise<string> {
  const stat = await Deno.stat(path).catch((error) => {
    throw new Error(`Cannot read ${path}: ${error.message}`, { cause: error });
  });
  // Wherever weights lie and whatever the file is called, they are the same.
  return (await contentDigest(dirname(path), [{ name: "weights", path, stat }])).sha256;
}
