/**
 * Writing a run for accelerate.
 * @module
 */
import { basename, dirname, join, resolve } from "node:path";
import kit from "../../../deno.json" with { type: "json" };
import type { PlannedRun } from "../../experiments/config/planned_run.ts";
import type { WeightsFinder } from "../../experiments/config/run_content.ts";
import { loadRunData } from "../../experiments/config/run_data.ts";
import { pretty } from "../../experiments/store/store.ts";
import { contentId } from "../../io/content_id.ts";
import { writeNpz } from "../../io/formats/npz.ts";
import { writeSafetensors } from "../../io/formats/safetensors.ts";
import { makeNetwork } from "../../nn/network.ts";
import { pipelineFiles } from "../../pretrained/diffusers/write.ts";
import { readFirstWeights } from "../../training/checkpoints/first_weights.ts";
import { launchFiles } from "./launch.ts";
import { levelTable } from "./levels.ts";
import { asksForSlope } from "./objective_python.ts";
import { writePictures } from "./pictures.ts";
import { type EmitPlan, emitPlan } from "./plan.ts";
import { trainingScript } from "./script.ts";
import { toDiffusers } from "./weights.ts";

/** How runs are emitted. */
export interface EmitOptions {
  /** Finds the weights that a run begins at; what is named is a path unless told. */
  readonly weights?: WeightsFinder;
}

/**
 * Writes a folder with a training script of its own for a run, what it needs, and its data.
 * @param folder The folder, which is empty or not there.
 * @param run The run.
 * @param title Where the configuration stands, for headers.
 * @param options Where first weights are.
 * @throws {RangeError} If PyTorch, diffusers or the script cannot express it, or the folder is not empty.
 * @throws {Error} If the data are not there, or the disk is full; nothing is left of the folder then.
 */
export async function emitAccelerate(
  folder: string,
  run: PlannedRun,
  title: string,
  options: EmitOptions = {},
): Promise<void> {
  const plan = emitPlan(run), script = trainingScript(plan, title);
  await whole(folder, async (made) => {
    await writeData(join(made, "data"), plan);
    await writeRun(made, plan, script, title, "data");
    await writeStart(made, plan, options);
  });
}

/**
 * Writes the runs of a sweep: a folder for each network, one for each set of data, and a script that submits all.
 * @param folder The folder, which is empty or not there.
 * @param runs The runs; those that share a network are one.
 * @param name The sweep's name.
 * @param options Where first weights are.
 * @returns How many networks there are.
 * @throws {RangeError} If a run cannot be expressed, or the folder is not empty.
 * @throws {Error} If data are not there, or the disk is full; nothing is left of the folder then.
 */
export async function emitSweep(
  folder: string,
  runs: readonly PlannedRun[],
  name: string,
  options: EmitOptions = {},
): Promise<number> {
  const networks = new Map(runs.map((run) => [run.network, run]));
  const plans = await Promise.all([...networks.values()].map(async (run) => {
    const plan = emitPlan(run), { data, training: { network } } = run.config;
    const shared = `data-${(await contentId({ data, labelled: network.classes > 0 })).slice(0, 8)}`;
    return { plan, shared, script: trainingScript(plan, name, `HERE.parent / "${shared}"`) };
  }));
  await whole(folder, async (made) => {
    for (const { plan, shared, script } of plans) {
      const there = await Deno.stat(join(made, shared)).then(() => true, () => false);
      if (!there) await writeData(join(made, shared), plan);
      await writeRun(join(made, plan.run.network), plan, script, name, `../${shared}`);
      await writeStart(join(made, plan.run.network), plan, options);
    }
    const lines = plans.map(({ plan: { run } }) => `(cd ${run.network} && sbatch slurm.sh "$@")`);
    await Deno.writeTextFile(
      join(made, "submit.sh"),
      `#!/bin/sh\n# Submits every run of ${name}.\nset -e\ncd "$(dirname "$0")"\n${lines.join("\n")}\n`,
    );
  });
  return plans.length;
}

/** Writes the weights that a run begins at, where it names any. */
async function writeStart(
  folder: string,
  { network, training: { from, loss: { prediction } } }: EmitPlan,
  { weights: find = (path) => Promise.resolve(path) }: EmitOptions,
): Promise<void> {
  if (from === undefined) return;
  const { weights } = await readFirstWeights(await find(from), makeNetwork(network), prediction);
  await writeSafetensors(join(folder, "start.safetensors"), toDiffusers(network, weights));
}

async function writeData(folder: string, { run: { config }, network }: EmitPlan): Promise<void> {
  const { training } = await loadRunData(config.data);
  await Deno.mkdir(folder, { recursive: true });
  if (training.shape.join() !== network.shape.join()) {
    throw new TypeError(
      `Cannot emit for accelerate: the shape of ${training.name} is [${training.shape}], the network's [${network.shape}]`,
    );
  }
  if (training.count < config.training.batch) {
    throw new RangeError(
      `Cannot emit for accelerate: batch must be at most the ${training.count} samples of ${training.name}, got ${config.training.batch}`,
    );
  }
  await writePictures(folder, training, network.classes > 0);
}

/**
 * Writes all that a run needs beside its data.
 * @param folder Where to; made where it is missing.
 * @param plan The run.
 * @param script Its script.
 * @param title Where the configuration stands.
 * @param data Where its pictures are, from the folder.
 */
export async function writeRun(
  folder: string,
  plan: EmitPlan,
  script: string,
  title: string,
  data: string,
): Promise<void> {
  const { run, path, treatment: { condition }, network, training } = plan;
  await Deno.mkdir(folder, { recursive: true });
  const { treatment: treated } = training;
  const least = treated.kind === "quantised" ? Math.min(path.finest, condition(path.finest)) : path.finest;
  const breaks = treated.kind === "mod-ns" ? [treated.until] : [];
  const { columns } = levelTable(path, asksForSlope(plan), { breaks, least });
  await writeNpz(
    join(folder, "levels.npz"),
    Object.entries(columns).map(([name, data]) => [name, { type: "f8", shape: [data.length], data }] as const),
  );
  const pipeline = path.steps === undefined || network.imageChannels > 0
    ? {}
    : pipelineFiles({ path, condition, prediction: training.loss.prediction, network }, `Run ${run.id}`);
  const files = {
    "train.py": script,
    "config.json": pretty(run.config),
    "pipeline/run.json": pretty({ run: run.id, network: run.network, nearzero: kit.version, steps: training.steps }),
    ...Object.fromEntries(Object.entries(pipeline).map(([name, text]) => [`pipeline/${name}`, text])),
    ...launchFiles(plan, title, data),
  };
  for (const [name, text] of Object.entries(files)) {
    await Deno.mkdir(dirname(join(folder, name)), { recursive: true });
    await Deno.writeTextFile(join(folder, name), text);
  }
  for (const name of ["launch.sh", "slurm.sh"]) {
    if (Deno.build.os !== "windows") await Deno.chmod(join(folder, name), 0o755);
  }
}

/** Fills a folder beside the wanted one and puts it in its place, so that there is all of it or nothing. */
async function whole(folder: string, fill: (folder: string) => Promise<void>): Promise<void> {
  const wanted = resolve(folder);
  await checkEmpty(folder);
  const made = join(dirname(wanted), `.~${basename(wanted)}.${crypto.randomUUID().slice(0, 8)}`);
  try {
    await Deno.mkdir(made, { recursive: true });
    await fill(made);
    await Deno.remove(wanted).catch(() => {});
    await Deno.rename(made, wanted);
  } catch (error) {
    await Deno.remove(made, { recursive: true }).catch(() => {});
    // What the kit throws says what it could not do; the rest is the operating system's.
    if (error instanceof Error && /^Cannot /.test(error.message)) throw error;
    throw new Error(`Cannot emit to ${folder}: ${(error as Error).message}`, { cause: error });
  }
}

async function checkEmpty(folder: string): Promise<void> {
  const stat = await Deno.stat(folder).catch(() => undefined);
  if (stat === undefined) return;
  if (!stat.isDirectory) throw new RangeError(`Cannot emit to ${folder}: it is a file; name an empty folder`);
  for await (const { name } of Deno.readDir(folder)) {
    throw new RangeError(`Cannot emit to ${folder}: it holds ${name}; name an empty folder`);
  }
}
