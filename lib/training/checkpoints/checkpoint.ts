/**
 * Checkpoints: everything that a run depends on, in files, so that one that was killed goes on as if it had not been.
 * @module
 */
import { tf } from "../../backend/tf.ts";
import { badFile } from "../../io/read.ts";
import type { StoredTensor } from "../../io/formats/safetensors.ts";
import {
  keepCheckpoints,
  listCheckpoints,
  readCheckpoint,
  type StoredCheckpoint,
  writeCheckpoint,
} from "./checkpoint_files.ts";
import { describePlan, type Json } from "./describe_plan.ts";
import { firstDifference } from "./difference.ts";
import { LossHistory } from "../history.ts";
import type { LoopState } from "../loop.ts";
import { checkNoise, noiseArrays } from "./noise_arrays.ts";
import type { TrainingPlan } from "../options.ts";
import { checkShapes, flatVector, namedArrays } from "./parameter_arrays.ts";

/** What stands before a parameter's name in the arrays of a checkpoint: the average has the bare name, as in weights. */
const PREFIXES = { average: "", parameters: "last/", m: "m/", v: "v/" } as const;

/** The arrays of a loss history, and what stands before their names. */
const RECORDS = ["losses", "sums", "counts"] as const;
const HISTORY = "history/";
/** The array of what the source of examples has learned. */
const SOURCE = "source";

/**
 * Writes a checkpoint; the one before it is kept, others are removed once it is whole.
 * @param folder The folder; made where it is missing.
 * @param plan The run.
 * @param state Its state.
 * @throws {Error} "Cannot write PATH: …"; the checkpoints that were there are still good.
 */
export async function saveCheckpoint(folder: string, plan: TrainingPlan, state: LoopState): Promise<void> {
  const { optimiser, history, source } = state, { step } = optimiser;
  const tensors: Record<string, StoredTensor> = { ...noiseArraysOf(plan) };
  for (const [vector, prefix] of Object.entries(PREFIXES)) {
    const flat = optimiser[vector as keyof typeof PREFIXES];
    Object.assign(tensors, namedArrays(plan.network.parameters, flat, prefix));
  }
  if (source !== undefined) tensors[SOURCE] = { shape: [source.length], values: source };
  const record = history.toJSON();
  for (const key of RECORDS) {
    tensors[HISTORY + key] = { shape: [record[key].length], values: Float64Array.from(record[key]) };
  }
  const generator = { kind: "Philox4x32-10", seed: plan.seed, samples: step * plan.batch };
  const manifest = { step, backend: tf.getBackend(), generator, config: describePlan(plan) };
  await writeCheckpoint(folder, manifest, tensors);
}

/** There are checkpoints, and none of them can be gone on from. */
export class DamagedCheckpointsError extends SyntaxError {
  /**
   * Says why.
   * @param newest What is wrong with the newest.
   */
  constructor(newest: Error) {
    super(newest.message, { cause: newest });
    this.name = "DamagedCheckpointsError";
  }
}

/**
 * Reads the newest good checkpoint of a run. Whatever is wrong with the files of a newer one, it is passed over. The run may
 * have more steps than the checkpoint's, and report at others unless reports decide which times are drawn: what follows then
 * has the bytes of a run that was so from the beginning.
 * @param folder The folder; it need not exist.
 * @param plan The run, which must be the checkpoint's otherwise.
 * @param onDamaged Is told why a newer checkpoint is passed over as damaged; `console.warn` unless told.
 * @returns The state, or undefined where there is no checkpoint.
 * @throws {DamagedCheckpointsError} A SyntaxError, "Cannot read PATH: … at byte N", where there are checkpoints and all are
 * damaged: what is wrong with the newest.
 * @throws {TypeError} If it is of another network: names the first array that differs, with both shapes.
 * @throws {RangeError} If it is of another run (names the first key that differs, with both values), or of more steps.
 * @throws {Error} "Cannot read FOLDER: …" where the folder cannot be listed.
 * @category Training
 */
export async function loadCheckpoint(
  folder: string,
  plan: TrainingPlan,
  onDamaged: (error: Error) => void = warn,
): Promise<LoopState | undefined> {
  const damaged: Error[] = [];
  for (const step of await listCheckpoints(folder)) {
    const state = await goodState(folder, step, plan);
    if (!(state instanceof Error)) {
      damaged.forEach(onDamaged);
      return state;
    }
    damaged.push(state);
  }
  if (damaged.length > 0) throw new DamagedCheckpointsError(damaged[0]);
  return undefined;
}

function warn({ message }: Error): void {
  console.warn(`${message}; the checkpoint before it is taken`);
}

/** The state of a checkpoint, or what is damaged; throws where it is whole and another run's. */
async function goodState(folder: string, step: number, plan: TrainingPlan): Promise<LoopState | Error> {
  let stored: StoredCheckpoint;
  try {
    stored = await readCheckpoint(folder, step);
  } catch (error) {
    // Whatever it is: a file that cannot be opened is as lost as one that cannot be understood.
    return error as Error;
  }
  try {
    return stateOf(stored, plan);
  } catch (error) {
    if (error instanceof SyntaxError) return error;
    throw error;
  }
}

/**
 * Removes the checkpoints after a step: those of a state that went bad.
 * @param folder The folder.
 * @param step The last training step whose checkpoint is kept.
 */
export async function dropCheckpointsAfter(folder: string, step: number): Promise<void> {
  await keepCheckpoints(folder, (await listCheckpoints(folder)).filter((each) => each <= step));
}

function stateOf({ path, manifest, tensors }: StoredCheckpoint, plan: TrainingPlan): LoopState {
  const { parameters } = plan.network;
  const noise = noiseArraysOf(plan);
  const expected = new Map(Object.entries(noise).map(([name, { shape }]) => [name, shape]));
  for (const prefix of Object.values(PREFIXES)) {
    for (const { name, shape } of parameters.list) expected.set(prefix + name, shape);
  }
  // How long the history is, and what the source has learned, is up to the configuration.
  const shaped = [...tensors].filter(([name]) => !name.startsWith(HISTORY) && name !== SOURCE);
  checkShapes(path, new Map(shaped), expected);
  const { described: ours } = trajectory(describePlan(plan)), theirs = trajectory(manifest.config);
  const difference = firstDifference(ours, theirs.described);
  if (difference !== undefined) {
    const { key, here, there } = difference;
    const remedy = "only steps, every and workers may differ; to begin a new run at its weights, name them by from";
    throw new RangeError(
      `Cannot resume from ${path}: ${key} is ${here} here and ${there} in the checkpoint; ${remedy}`,
    );
  }
  if (manifest.step > plan.steps) {
    throw new RangeError(`Cannot resume from ${path}: it has made ${manifest.step} steps, steps is ${plan.steps}`);
  }
  checkNoise(path, tensors, noise);
  const flat = (vector: keyof typeof PREFIXES) => flatVector(path, parameters, tensors, PREFIXES[vector]);
  const optimiser = {
    step: manifest.step,
    parameters: flat("parameters"),
    m: flat("m"),
    v: flat("v"),
    average: flat("average"),
  };
  const source = tensors.get(SOURCE)?.values;
  return {
    optimiser,
    history: historyOf(path, tensors, plan, theirs.every),
    source: source && Float64Array.from(source, Number),
  };
}

/** What of a run's description decides the bytes of its states, and at which steps it reports. */
function trajectory(config: Json): { described: Json; every: number } {
  const { steps: _, every, ...described } = config as { [key: string]: Json };
  // By importance times are drawn by what reports have told.
  const { kind } = (described.times ?? {}) as { kind?: Json };
  return { described: kind === "importance" ? { ...described, every } : described, every: Number(every) };
}

function historyOf(
  path: string,
  tensors: StoredCheckpoint["tensors"],
  { span, intervals, steps, every }: TrainingPlan,
  window: number,
): LossHistory {
  const [losses, sums, counts] = RECORDS.map((key) => [...tensors.get(HISTORY + key)?.values ?? []].map(Number));
  try {
    const history = LossHistory.from({ losses, sums, counts, span, intervals, window });
    return losses.length === steps && window === every ? history : history.continued(steps, every);
  } catch (error) {
    throw badFile(path, `its losses are not a history (${(error as Error).message})`);
  }
}

function noiseArraysOf({ path, treatment: { condition, noiseTime } }: TrainingPlan): Record<string, StoredTensor> {
  return noiseArrays({ path, condition, noiseTime });
}
