/**
 * A DDPM and an E-TSDM trained on the same pictures from the same seed, for curves and samples.
 * @module
 */
import { type Backend, startBackend } from "../../backend/choice/start.ts";
import { identityCondition } from "../../conditioning/identity_condition.ts";
import { shareTimesteps } from "../../conditioning/share_timesteps.ts";
import { loadPictures } from "../../datasets/load.ts";
import { presentDataSet } from "../../datasets/present.ts";
import type { Pictures } from "../../datasets/types.ts";
import { contentId } from "../../io/content_id.ts";
import { lipschitzCurve } from "../../lipschitz/lipschitz_constant.ts";
import { oracleSubject } from "../../lipschitz/oracle_subject.ts";
import type { Subject } from "../../lipschitz/types.ts";
import { energyDistance, energyDistances } from "../../metrics/energy_distance.ts";
import { makeUNet } from "../../nn/unet.ts";
import { Random } from "../../numerics/random.ts";
import type { Interval } from "../../numerics/stats.ts";
import { empiricalSet } from "../../oracle/empirical_set.ts";
import type { Oracle } from "../../oracle/oracle.ts";
import { drawSamples } from "../../predictors/network_samples.ts";
import { networkSubject } from "../../predictors/network_subject.ts";
import type { Trained } from "../../predictors/trained.ts";
import { ddpm } from "../../samplers/methods/ddpm.ts";
import { gridLevels, respacedSteps } from "../../samplers/levels.ts";
import { gridPath } from "../../samplers/noise_path.ts";
import { planWithin } from "../../samplers/methods/budget.ts";
import type { SamplerEntry } from "../../samplers/methods/entry.ts";
import { type Grid, gridLevel } from "../../schedules/grid.ts";
import { planTraining } from "../../training/options.ts";
import { trainTogether } from "../../training/runs/together.ts";
import { proposedSpacing } from "../sampling/sampler_quality.ts";
import { type StepFunction, stepFunction } from "../exact/step_function.ts";
import type { OnProgress, Sharing } from "../exact/types.ts";

/**
 * What is trained.
 * @category Studies
 */
export interface PictureTraining {
  /** A registered set, a path, or "auto" for the first registered one that is on this machine, else the procedural. */
  readonly dataSet: string;
  /** Height and width; one channel. */
  readonly size: readonly [number, number];
  /** The U-Net's base width. */
  readonly base: number;
  /** Pictures at a time. */
  readonly batch: number;
  /** Training steps. */
  readonly steps: number;
  /** The seed of both networks. */
  readonly seed: number;
}

/**
 * How a pair is trained and what is told meanwhile.
 * @category Studies
 */
export interface PicturePairOptions extends PictureTraining {
  /** The noise levels. */
  readonly grid: Grid;
  /** t̃ and n of E-TSDM. */
  readonly sharing: Sharing;
  /** Told of the steps of one of the networks. */
  readonly onProgress?: (name: "DDPM" | "E-TSDM", step: number, total: number) => void | Promise<void>;
  /** Takes lines that say what is trained, and on what. */
  readonly say?: (line: string) => void;
}

/**
 * Both networks and their pictures.
 * @category Studies
 */
export interface PicturePair {
  /** The pictures. */
  readonly pictures: Pictures;
  /** The network that was told t. */
  readonly plain: Trained;
  /** The network that was told f(t). */
  readonly shared: Trained;
  /** What a figure says of them. */
  readonly about: {
    readonly data: string;
    readonly label: string;
    readonly backend: string;
    readonly config: string;
  };
}

/**
 * A pair that is trained when it is first asked for, so that stored results need neither pictures nor a backend.
 * @category Studies
 */
export interface LazyPair {
  /** Trains the networks, once. */
  networks(): Promise<PicturePair>;
  /** The backend that trained them, with the reason for it; null while none did. */
  backend(): string | null;
}

/**
 * A DDPM and an E-TSDM that see the same pictures, steps and noise.
 * @param options Data, network and sharing.
 * @returns The pair, to be trained when it is asked for.
 * @category Studies
 */
export function picturePair(options: PicturePairOptions): LazyPair {
  let trained: Promise<PicturePair> | undefined, backend: Backend | undefined;
  return {
    networks: () => trained ??= startBackend().then((started) => trainPair(options, backend = started)),
    backend: () => backend?.reason ?? null,
  };
}

/**
 * The data set that a notebook's parameter means.
 * @param dataSet A registered set, a path, or "auto" for the first registered one that is on this machine, else the
 * procedural.
 * @returns Its name or path.
 * @category Studies
 */
export async function meantDataSet(dataSet: string): Promise<string> {
  return dataSet === "auto" ? await presentDataSet(["mnist", "mnist-test", "cifar10"]) : dataSet;
}

/**
 * The pictures that a notebook's parameter means, in one channel.
 * @param dataSet As {@linkcode meantDataSet} takes it.
 * @param size Height and width.
 * @returns The pictures.
 * @category Studies
 */
export async function picturesOf(dataSet: string, size: readonly [number, number]): Promise<Pictures> {
  return await loadPictures(await meantDataSet(dataSet), { size, channels: 1 });
}

async function trainPair(options: PicturePairOptions, backend: Backend): Promise<PicturePair> {
  const { dataSet, size, base, batch, steps, seed, grid, sharing, onProgress, say } = options;
  const pictures = await picturesOf(dataSet, size);
  const network = makeUNet({ shape: [...size, 1], base });
  say?.(`${backend.reason}\n${pictures.label}: ${pictures.count} pictures of ${pictures.shape.join(" × ")}`);
  say?.(`U-Net of ${network.parameters.size.toLocaleString("en")} parameters`);
  const run = { network, data: pictures, grid, steps, seed, batch };
  const [plain, shared] = await trainTogether(
    ([["DDPM", identityCondition()], ["E-TSDM", shareTimesteps(sharing)]] as const).map(([name, condition]) => ({
      ...run,
      condition,
      onProgress: ({ step }) => onProgress?.(name, step, steps),
    })),
  );
  const { optimiser } = planTraining(run),
    setup = { dataSet, size, base, batch, steps, seed, grid: grid.name, sharing };
  const config = await contentId({ ...setup, network: network.config, optimiser, data: pictures.name });
  return {
    pictures,
    plain,
    shared,
    about: { data: pictures.name, label: pictures.label, backend: backend.name, config },
  };
}

/**
 * The ideal predictor of some of the pictures themselves: what a network that remembers them would say.
 * @param pictures The pictures.
 * @param count How many, drawn without replacement.
 * @param seed Which.
 * @returns The data of which these pictures are all.
 * @category Studies
 */
export async function rememberedPictures(pictures: Pictures, count: number, seed: number): Promise<Oracle> {
  const chosen = new Random(seed, "ideal").permutation(pictures.count).subarray(0, count);
  const dimension = pictures.shape.reduce((product, side) => product * side, 1);
  return empiricalSet({ dimension, points: await pictures.batch(chosen), name: pictures.name });
}

/**
 * K(t, t + 1) of a predictor, and how far it travels over the shared steps.
 * @category Studies
 */
export interface MeasuredCurve {
  /** K(t, t + 1) by step. */
  readonly points: StepFunction["curve"];
  /** Σ K(t, t + 1) over t < t̃. */
  readonly travelled: Interval;
}

/**
 * K(t, t + 1) of both networks and of the ideal predictor of 1,024 of the pictures, over t < 120.
 * @param pair The networks.
 * @param options Their setup, N, and what is told after each curve.
 * @returns What a figure says of them, and the curves by the predictor's name.
 * @category Studies
 */
export async function measurePair(
  pair: LazyPair,
  options: Pick<PicturePairOptions, "grid" | "sharing" | "seed"> & {
    readonly samples: number;
    readonly onProgress?: OnProgress;
  },
): Promise<{ about: PicturePair["about"]; curves: Record<"DDPM" | "E-TSDM" | "ideal predictor", MeasuredCurve> }> {
  const { grid, sharing: { until }, seed, samples, onProgress } = options;
  const { pictures, plain, shared, about } = await pair.networks(), few = { samples, seed };
  const ideal = await rememberedPictures(pictures, 1024, seed);
  const early = Array.from({ length: 120 }, (_, step) => [step, step + 1] as const);
  const measure = async <V>(subject: Subject<V>): Promise<MeasuredCurve> => {
    const { curve, travelled } = stepFunction(await lipschitzCurve(subject, early, few), until, seed);
    return { points: curve, travelled };
  };
  const one = await measure(networkSubject(plain, pictures));
  await onProgress?.(1, 3);
  const other = await measure(networkSubject(shared, pictures));
  await onProgress?.(2, 3);
  const perfect = await measure(oracleSubject(ideal, (step) => gridLevel(grid, step)));
  await onProgress?.(3, 3);
  return { about, curves: { "DDPM": one, "E-TSDM": other, "ideal predictor": perfect } };
}

/**
 * A row of pictures with its label.
 * @category Studies
 */
export interface SampleRow {
  /** What they are. */
  readonly label: string;
  /** Their pixels, picture after picture, to four decimals. */
  readonly pictures: readonly number[];
}

/**
 * Pictures of the data and samples of both networks from the same noise, by DDPM's ancestral sampler.
 * @param pair The networks.
 * @param options Their setup, how many pictures, how many steps of the walk, and what is told after each step.
 * @returns Three rows.
 * @category Studies
 */
export async function samplePair(
  pair: LazyPair,
  options: Pick<PicturePairOptions, "grid" | "seed"> & {
    readonly shown: number;
    readonly walk: number;
    readonly onProgress?: OnProgress;
  },
): Promise<SampleRow[]> {
  const { grid, seed, shown, walk, onProgress } = options, { pictures, plain, shared } = await pair.networks();
  const plan = ddpm(gridLevels(grid, respacedSteps(grid.steps, walk)), { clip: 1 });
  const draw = (network: Trained, before: number) =>
    drawSamples(network, plan, { count: shown, seed, onStep: (done) => onProgress?.(before + done, 2 * walk) });
  const some = new Random(seed, "shown").permutation(pictures.count).subarray(0, shown);
  const rounded = (pixels: Float32Array) => Array.from(pixels, (value) => Number(value.toFixed(4)));
  return [
    { label: "data", pictures: rounded(await pictures.batch(some)) },
    { label: "DDPM", pictures: rounded(await draw(plain, 0)) },
    { label: "E-TSDM", pictures: rounded(await draw(shared, walk)) },
  ];
}

/**
 * One sampler with one number of evaluations on both networks.
 * @category Studies
 */
export interface NetworkQuality {
  /** The sampler's name. */
  readonly sampler: string;
  /** Evaluations allowed. */
  readonly budget: number;
  /** Energy distances in pixels of DDPM's samples, by group. */
  readonly plain: readonly number[];
  /** Those of E-TSDM's. */
  readonly shared: readonly number[];
  /** The distances of all samples together, DDPM's and E-TSDM's. */
  readonly pair: readonly Interval[];
}

/**
 * What is sampled.
 * @category Studies
 */
export interface NetworkSamplersOptions {
  /** The networks' levels. */
  readonly grid: Grid;
  /** The samplers. */
  readonly samplers: readonly SamplerEntry[];
  /** Numbers of evaluations. */
  readonly few: readonly number[];
  /** Samples of each network. */
  readonly count: number;
  /** Groups that they are cut into. */
  readonly parts: number;
  /** Pictures of the data that they are held against. */
  readonly real: number;
  /** Told after each sampler. */
  readonly onProgress?: OnProgress;
}

/**
 * Draws with every sampler from both networks, from the same noise; predictions of the data are cut to the pixels' range.
 * @param pair The networks.
 * @param options Samplers and numbers of evaluations.
 * @returns What a figure says of the networks, and a row for each sampler and number of evaluations.
 * @category Studies
 */
export async function compareNetworkSamplers(
  pair: LazyPair,
  options: NetworkSamplersOptions,
): Promise<Omit<PicturePair["about"], "config"> & { rows: NetworkQuality[] }> {
  const { grid, samplers, few, count, parts, real, onProgress } = options, path = gridPath(grid);
  const { pictures, plain, shared, about: { data, label, backend } } = await pair.networks(),
    rows: NetworkQuality[] = [];
  const some = new Random(9, "fresh").permutation(pictures.count).subarray(0, real);
  const reference = Float64Array.from(await pictures.batch(some)), d = reference.length / some.length;
  for (const budget of few) {
    for (const sampler of samplers) {
      const plan = planWithin(sampler, path, budget, { spacing: proposedSpacing(sampler), clip: 1 });
      const drawn: Float64Array[] = [];
      for (const network of [plain, shared]) {
        drawn.push(Float64Array.from(await drawSamples(network, plan, { count, seed: 1 })));
      }
      const [one, other] = drawn.map((each) => Array.from(energyDistances(each, reference, d, parts)));
      const both = drawn.map((each) => energyDistance(each, reference, d));
      rows.push({ sampler: sampler.name, budget, plain: one, shared: other, pair: both });
      await onProgress?.(rows.length, few.length * samplers.length);
    }
  }
  return { data, label, backend, rows };
}
