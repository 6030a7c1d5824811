/**
 * Networks that a store keeps under what they were trained on, with and under, where a configuration cannot say it all.
 * @module
 */
import { join } from "node:path";
import { tf } from "../../backend/tf.ts";
import { sha256 } from "../../io/sha256.ts";
import type { Trained } from "../../predictors/trained.ts";
import { describePlan } from "../../training/checkpoints/describe_plan.ts";
import { noiseArrays } from "../../training/checkpoints/noise_arrays.ts";
import { loadWeights, saveWeights } from "../../training/checkpoints/weights.ts";
import { planTraining, type TrainOptions } from "../../training/options.ts";
import { trainTogether } from "../../training/runs/together.ts";
import { dataContent, type PlannedRun } from "../config/planned_run.ts";
import { weightsNamed } from "../config/run_content.ts";
import { resultId } from "../store/identity.ts";
import { type Store, WEIGHTS_FILE } from "../store/store.ts";

/**
 * Trains networks, but for those that the store has. What a treatment's functions do is told by their values at the probe
 * times, data by their content where they lie in files, and the backend counts, since it decides the bytes.
 * @param store The store; it keeps checkpoints and weights.
 * @param run The data's configuration, and the content of what it names.
 * @param runs What is trained.
 * @returns The networks, in the order of the runs.
 * @throws What training throws; what was trained by then is found the next time.
 */
export async function keptNetworks(
  store: Store,
  run: Pick<PlannedRun, "config" | "content">,
  runs: readonly TrainOptions[],
): Promise<Trained[]> {
  const folders = await Promise.all(runs.map(async (one) => store.networkFolder(await identityOf(run, one))));
  const networks = await Promise.all(runs.map((one, i) => kept(folders[i], one)));
  const missing = runs.flatMap((_, i) => networks[i] === undefined ? [i] : []);
  if (missing.length === 0) return networks.map((network) => network!);
  const trained = await trainTogether(
    missing.map((i) => ({ ...runs[i], checkpoint: { folder: join(folders[i], "checkpoint") } })),
  );
  for (const [k, i] of missing.entries()) {
    await saveWeights(join(folders[i], WEIGHTS_FILE), trained[k]);
    networks[i] = trained[k];
  }
  return networks.map((network) => network!);
}

async function identityOf({ config, content }: Pick<PlannedRun, "config" | "content">, run: TrainOptions) {
  const { data, training: { from = "" } } = config;
  const plan = planTraining(run),
    { path, treatment: { condition, noiseTime } } = plan,
    files = dataContent(data, content);
  const arrays = Object.entries(noiseArrays({ path, condition, noiseTime }));
  const noise = arrays.map(([name, { values }]) => [name, digestOf(values)]);
  // Where files lie does not count: pictures that were written anew are the same.
  const [digest] = Object.values(files), source = digest === undefined ? data : { ...data, name: digest };
  const { data: _, ...described } = describePlan(plan) as Record<string, unknown>;
  const first = content[weightsNamed(from)];
  return await resultId({ own: { ...described, from: first }, data: source, noise, backend: tf.getBackend() });
}

function digestOf({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return sha256(new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength));
}

/** A network that is there and whole. */
async function kept(folder: string, run: TrainOptions): Promise<Trained | undefined> {
  const path = join(folder, WEIGHTS_FILE);
  if (!await Deno.stat(path).then(({ isFile }) => isFile, () => false)) return undefined;
  const { network, path: levels, treatment: { condition }, loss: { prediction } } = planTraining(run);
  try {
    return await loadWeights(path, { network, path: levels, condition, prediction });
  } catch (error) {
    // A damaged file is made again, from its checkpoint if there is one.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
