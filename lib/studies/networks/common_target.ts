/**
 * Small networks on data whose ideal predictor is known, DDPM's and E-TSDM's held against the same targets.
 * @module
 */
import { type Backend, startBackend } from "../../backend/choice/start.ts";
import { identityCondition } from "../../conditioning/identity_condition.ts";
import { shareTimesteps } from "../../conditioning/share_timesteps.ts";
import type { Condition } from "../../conditioning/types.ts";
import { makeMlp } from "../../nn/mlp.ts";
import { Random } from "../../numerics/random.ts";
import { smallestTold } from "../../numerics/power.ts";
import { holm, type Interval, mean, meanInterval, pairedStudentTest } from "../../numerics/stats.ts";
import type { Oracle } from "../../oracle/oracle.ts";
import { sharedOptimum } from "../../oracle/shared_optimum.ts";
import { drawSamples } from "../../predictors/network_samples.ts";
import { networkSubject } from "../../predictors/network_subject.ts";
import { oracleError } from "../../predictors/oracle_error.ts";
import { perturbedError } from "../../predictors/perturbed_error.ts";
import { Trained } from "../../predictors/trained.ts";
import { ddim } from "../../samplers/methods/ddim.ts";
import { gridLevels, respacedSteps } from "../../samplers/levels.ts";
import { type Grid, gridLevel } from "../../schedules/grid.ts";
import type { TimesOptions } from "../../objectives/times.ts";
import { pointData } from "../../training/data.ts";
import { trainSeeds } from "../../training/runs/seeds.ts";
import { learnedShare } from "./learned.ts";
import { distancesFrom } from "../exact/perfect_sampling.ts";
import { largestQuotients, type StepCurve, stepCurves } from "../exact/step_size.ts";
import type { OnProgress, Sharing } from "../exact/types.ts";

/**
 * How the networks are trained: plain data, part of the result's configuration.
 * @category Studies
 */
export interface SmallTraining {
  /** Widths of the perceptron and of its time embedding. */
  readonly network: { readonly hidden: readonly number[]; readonly embedding: number };
  /** Examples drawn from the law. */
  readonly examples: number;
  /** Examples at a time. */
  readonly batch: number;
  /** Training steps. */
  readonly steps: number;
  /** Seeds, trained as one stack. */
  readonly seeds: readonly number[];
  /** How times are drawn; uniformly unless told. */
  readonly times?: TimesOptions;
}

/**
 * What is trained, and what is measured of it.
 * @category Studies
 */
export interface CommonTargetOptions {
  /** The data. */
  readonly data: readonly Oracle[];
  /** The noise levels. */
  readonly grid: Grid;
  /** t̃ and n. */
  readonly sharing: Sharing;
  /** How the networks are trained. */
  readonly training: SmallTraining;
  /** Rising steps where intervals end. */
  readonly edges: readonly number[];
  /** The distances Δ at which K(t, t + Δ) is taken. */
  readonly deltas: readonly number[];
  /** The perturbations s of the input under which errors against the noise are taken; none unless told. */
  readonly scales?: readonly number[];
  /** Samples of each network, drawn by DDIM with 50 steps, in `groups` groups of `each`. */
  readonly groups: number;
  /** See `groups`. */
  readonly each: number;
  /** The backend that trains; as `startBackend` chooses unless told. */
  readonly backend?: string;
  /** Told of the training steps done, of all stacks together. */
  readonly onProgress?: OnProgress;
}

/**
 * One network: mean squared errors by interval against both targets, its K, and how far its samples are.
 * @category Studies
 */
export interface NetworkErrors {
  /** Against the ideal predictor. */
  readonly ideal: readonly number[];
  /** Against the optimum of the shared loss. */
  readonly shared: readonly number[];
  /** K(t, t + Δ) below step 120, one curve for each Δ. */
  readonly quotients: readonly StepCurve[];
  /** Energy distance of its samples from the data. */
  readonly distance: number;
  /** Mean squared errors against the noise at perturbed inputs: a list by interval for each s. */
  readonly perturbed?: readonly (readonly number[])[];
}

/**
 * Both methods on one kind of data.
 * @category Studies
 */
export interface CommonTargetStudy {
  /** The data's name. */
  readonly data: string;
  /** The control that has learned nothing: a network that says 0, at the same points against the same targets. */
  readonly zero: Pick<NetworkErrors, "ideal" | "shared">;
  /** Networks that were told t, by seed. */
  readonly plain: readonly NetworkErrors[];
  /** Networks that were told f(t), by seed. */
  readonly sharing: readonly NetworkErrors[];
}

/**
 * Trains DDPM and E-TSDM from the same seeds, and holds *both* against *both* targets at the same points.
 *
 * The error of any predictor that does not look at t within an interval, against the ideal one, is by Pythagoras its error
 * against the shared optimum and the price of sharing. So the distance of E-TSDM's network from the shared optimum says
 * nothing by itself: what DDPM's own network and a network that says 0 have against the same target stands beside it.
 * @param options Data, training and measurements.
 * @returns One study for each kind of data, and the backend that trained.
 * @category Studies
 */
export async function studyCommonTarget(
  options: CommonTargetOptions,
): Promise<{ backend: string; studies: CommonTargetStudy[] }> {
  const { data, grid, sharing, training, onProgress } = options, studies: CommonTargetStudy[] = [];
  const backend: Backend = await startBackend(options.backend);
  const conditions = [identityCondition(), shareTimesteps(sharing)], total = 2 * data.length * training.steps;
  for (const [i, oracle] of data.entries()) {
    const optimum = sharedOptimum({
      oracle,
      levelAt: (step) => gridLevel(grid, step),
      condition: conditions[1],
      times: Array.from({ length: grid.steps }, (_, step) => step),
    });
    const shared: Reference = (x, step) => optimum.predict(x, step), methods: NetworkErrors[][] = [];
    let zero: CommonTargetStudy["zero"] | undefined;
    for (const [j, condition] of conditions.entries()) {
      const before = (2 * i + j) * training.steps;
      const networks = await trainStack(oracle, condition, options, (step) => onProgress?.(before + step, total));
      const measured: NetworkErrors[] = [];
      for (const [k, network] of networks.entries()) {
        const errors = await bothErrors(network, oracle, shared, options);
        measured.push({ ...errors, ...await measure(network, training.seeds[k], oracle, options) });
      }
      methods.push(measured);
      zero ??= await bothErrors(silenced(networks[0]), oracle, shared, options);
      networks.forEach((network) => network.dispose());
    }
    studies.push({ data: oracle.name, zero: zero!, plain: methods[0], sharing: methods[1] });
  }
  return { backend: backend.name, studies };
}

type Reference = (x: Float64Array, step: number) => Float64Array;

function examplesOf(oracle: Oracle, { training }: CommonTargetOptions) {
  return pointData(oracle.name, oracle.sampleData(training.examples, new Random(0, "training data")), oracle.dimension);
}

function trainStack(
  oracle: Oracle,
  condition: Condition,
  options: CommonTargetOptions,
  onStep: (step: number) => void | Promise<void>,
): Promise<Trained[]> {
  const { grid, training: { network, batch, steps, seeds, times } } = options;
  return trainSeeds({
    network: makeMlp({ shape: [oracle.dimension], hidden: [...network.hidden], embedding: network.embedding }),
    data: examplesOf(oracle, options),
    grid,
    condition,
    steps,
    batch,
    times,
    every: 100,
    onProgress: ({ step }) => onStep(step),
  }, seeds);
}

/** The same network with all parameters 0, so that it says 0. */
function silenced(network: Trained): Trained {
  const { path, condition, history, weights } = network, none = new Float32Array(weights.length);
  return new Trained({ network: network.network, path, condition, history, weights: none, lastWeights: none });
}

async function bothErrors(
  network: Trained,
  oracle: Oracle,
  reference: Reference,
  { edges }: CommonTargetOptions,
): Promise<Pick<NetworkErrors, "ideal" | "shared">> {
  return {
    ideal: Array.from(await oracleError(network, oracle, { edges })),
    shared: Array.from(await oracleError(network, oracle, { edges, reference })),
  };
}

async function measure(
  network: Trained,
  seed: number,
  oracle: Oracle,
  options: CommonTargetOptions,
): Promise<Pick<NetworkErrors, "quotients" | "distance" | "perturbed">> {
  const { grid, deltas, groups, each, edges, scales } = options;
  const examples = examplesOf(oracle, options);
  const plan = ddim(gridLevels(grid, respacedSteps(grid.steps, 50)));
  const drawn = Float64Array.from(await drawSamples(network, plan, { count: groups * each, seed }));
  const perturbed: number[][] = [];
  for (const scale of scales ?? []) {
    perturbed.push((await perturbedError(network, examples, { edges, scale, points: 2560, seed })).map(mean));
  }
  return {
    quotients: await stepCurves(networkSubject(network, examples), { deltas, until: 120, seed }),
    distance: mean(distancesFrom(oracle, drawn, { groups, each })),
    ...(scales && { perturbed }),
  };
}

/**
 * The table of a study: each method's error against each target beside a network that says 0, and E-TSDM − DDPM against
 * each, paired by seed.
 * @param study One kind of data.
 * @param edges Where the intervals of steps end.
 * @returns Rows and titles, as `showTable` takes them.
 * @category Studies
 */
export function commonTargetTable(
  { zero, plain, sharing }: CommonTargetStudy,
  edges: readonly number[],
): { rows: (string | number | Interval)[][]; columns: string[] } {
  const compared = (["ideal", "shared"] as const).map((target) => {
    const pairs = edges.slice(1).map((_, i) => {
      const [one, other] = [plain, sharing].map((networks) => networks.map((network) => network[target][i]));
      const differences = other.map((value, k) => value - one[k]);
      return { one, other, differences, p: pairedStudentTest(differences) };
    });
    const p = holm(pairs.map((pair) => pair.p));
    return pairs.map(({ one, other, differences }, i) => {
      const { value } = meanInterval(differences), smallest = smallestTold(differences, { comparisons: pairs.length });
      const told = p[i] > 0.05 ? "not distinguishable" : value < 0 ? "E-TSDM lower" : "E-TSDM higher";
      return [zero[target][i], meanInterval(one), meanInterval(other), meanInterval(differences), told, smallest];
    });
  });
  const rows = edges.slice(1).map((edge, i) => [`${edges[i]}–${edge - 1}`, ...compared[0][i], ...compared[1][i]]);
  const columns = ["ideal", "shared"].flatMap((target) => [
    `says 0, ${target}`,
    `DDPM, ${target} [95 %]`,
    `E-TSDM, ${target} [95 %]`,
    `E-TSDM − DDPM, ${target} [95 %]`,
    `against the ${target}`,
    "smallest told",
  ]);
  return { rows, columns: ["steps", ...columns] };
}

/**
 * What a kind of data's networks have learned near 0, for each Δ: K(0, Δ) and the largest K of both methods.
 * @param study One kind of data.
 * @param grid The noise levels.
 * @param directions d − k, the directions in which the data have no variance.
 * @returns Rows: Δ, the finite-difference prediction of K(0, Δ), DDPM's, its share of the prediction, whether that has
 * learned the divergence, and the largest K(t, t + Δ) of DDPM and E-TSDM.
 * @category Studies
 */
export function learnedRows(
  { plain, sharing }: CommonTargetStudy,
  grid: Grid,
  directions: number,
): (string | number | Interval)[][] {
  return plain[0].quotients.map(({ delta }, i) => {
    const at = (networks: readonly NetworkErrors[], of: (curve: StepCurve) => number) =>
      networks.map(({ quotients }) => of(quotients[i]));
    const learned = learnedShare(at(plain, ({ values }) => values[0]), grid, { delta, directions });
    const largest = (networks: readonly NetworkErrors[]) =>
      meanInterval(at(networks, (curve) => largestQuotients([curve])[0]));
    return [
      delta,
      learned.predicted,
      learned.found,
      learned.share,
      learned.verdict,
      largest(plain),
      largest(sharing),
    ];
  });
}
