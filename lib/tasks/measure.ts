/**
 * `deno task measure MODEL`: how a network changes with time near t = 0, whoever trained it.
 * @module
 */
import { parseArgs } from "node:util";
import { join } from "node:path";
import { startBackend } from "../backend/choice/start.ts";
import { openPictures } from "../datasets/load.ts";
import { exportFigure } from "../figures/files/export.ts";
import { modelCurves } from "../figures/model_curves.ts";
import { writeFileAtomic } from "../io/atomic.ts";
import { cacheDir } from "../io/cache_dir.ts";
import { readSafetensors, writeSafetensors } from "../io/formats/safetensors.ts";
import { interruptible } from "../io/process/interruptible.ts";
import { sha256 } from "../io/sha256.ts";
import { checkInteger } from "../numerics/check.ts";
import { fineTuning } from "../pretrained/first_weights.ts";
import { batchFor } from "../pretrained/measure/batch.ts";
import { measureCsv, measureLines } from "../pretrained/measure/table.ts";
import { measureModel } from "../pretrained/measure/measure_model.ts";
import type { PretrainedModel } from "../pretrained/models/model.ts";
import { modelSamples, samplePlan } from "../pretrained/models/subject.ts";
import { registeredModels } from "../pretrained/registry/registered.ts";
import { networkAdvice } from "../predictors/network_advice.ts";
import { verifyPublished } from "../pretrained/verify/published.ts";
import { pointData, type TrainingData } from "../training/data.ts";
import { runCommand } from "./shared/command.ts";
import { adviceAbout, adviceOptions, adviseInto } from "./advice.ts";
import { namedModel } from "./models.ts";

const usage = `Usage: deno task measure MODEL [--data DIR] [--verify] [options]
       deno task measure --advise (--data DIR | --law LAW) [options]

Measures how MODEL changes with time: K(t, t + 1), K(t, t + 10), the exact slope, total variation and the squared error;
writes a figure (SVG, PDF, PNG, JSON), a table and a CSV. A measurement that was stopped goes on when the same is asked.
MODEL is a folder of diffusers, a .pt of guided-diffusion with its flags as JSON, a .pkl of EDM, an .onnx with a JSON of
what it takes and gives, the identity of a run in the store, or a name of the registry (${
  registeredModels().map(({ name }) => name).join(", ")
}), which is fetched.
  --data DIR     pictures (folder, zip, tar) or a data set by name; without it, samples drawn from the model
  --verify       compare with the outputs that the model's authors published, and measure nothing
  --advise       say too where to stop, how often to draw times near 0, what to tell, whether to share and which schedule
                 to walk: a network is asked about a thousand times for each point. Without MODEL, of the pictures of
                 --data or of --law alone
  --law LAW      a law, as the data of a run's configuration: a file, or JSON as it stands, such as
                 '{"kind": "mixture", "means": [[-1], [1]], "variance": 0.01}'
  --sampler S, --evaluations N, --schedule KIND
                 for which walks is advised; DDIM, 10 and linear by default, a network has its own schedule
  --steps N      steps of DDIM for samples in place of data; 50 by default
  --config       print what a run that begins at MODEL has to say of it, and measure nothing
  --as NAME      which published model it is, where its folder's name does not say
  --points N     points of each estimate; 64 by default
  --times N      at how many times at most; 21 by default
  --batch N      points at a time; as many as the memory holds by default
  --seed N       of everything drawn; 0 by default
  --size N       height and width of samples, where a configuration leaves it open
  --json FILE    the JSON beside a .pt or .onnx; the same name with .json by default
  --store DIR    where runs are looked for
  --out DIR      where files go; measures/NAME in the cache folder by default

Exit codes: 0 done, 1 failed, 75 stopped: the same command goes on.

Such as: deno task measure ddpm-cifar10-32 --data cifar10`;

async function main(): Promise<number> {
  const text = { type: "string" } as const, flag = { type: "boolean" } as const;
  const { values, positionals } = parseArgs({
    args: Deno.args,
    options: {
      help: { ...flag, short: "h" },
      data: text,
      verify: flag,
      config: flag,
      advise: flag,
      as: text,
      steps: text,
      points: text,
      times: text,
      batch: text,
      seed: text,
      size: text,
      json: text,
      store: text,
      out: text,
      law: text,
      sampler: text,
      evaluations: text,
      schedule: text,
    },
    allowPositionals: true,
  });
  const lone = values.advise && positionals.length === 0;
  if (values.help || positionals.length !== 1 && !lone) {
    console.log(usage);
    return values.help ? 0 : 1;
  }
  const count = (name: string, given: string | undefined, min: number): number | undefined => {
    if (given === undefined) return undefined;
    checkInteger("measure", `--${name}`, Number(given), min);
    return Number(given);
  };
  const seed = count("seed", values.seed, 0) ?? 0, points = count("points", values.points, 2) ?? 64;
  const evaluations = count("evaluations", values.evaluations, 1);
  const flags = { sampler: values.sampler, schedule: values.schedule, evaluations, points, seed };
  const options = values.advise ? adviceOptions(flags, !lone) : undefined;
  if (lone) {
    const about = await adviceAbout({ ...values, size: count("size", values.size, 1) });
    const out = values.out ?? cacheDir("measures", fileName(about.name ?? "points"));
    await adviseInto(about, options!, { out, name: fileName(`advise_${about.name ?? "points"}`) });
    console.log(`Figure and text: ${out}`);
    return 0;
  }
  if (values.law !== undefined) throw new TypeError(`Cannot measure ${positionals[0]}: --law goes without a MODEL`);
  const backend = await startBackend();
  console.error(backend.reason);
  const model = await namedModel(positionals[0], {
    store: values.store,
    describedBy: values.json,
    size: count("size", values.size, 1),
  });
  if (values.config) {
    console.log(JSON.stringify({ training: fineTuning(positionals[0], model) }, undefined, 2));
    return 0;
  }
  if (values.verify) return await verify(model, values.as);
  const batch = count("batch", values.batch, 1) ?? Math.min(points, batchFor(model));
  const steps = count("steps", values.steps, 1) ?? 50;
  const out = values.out ?? cacheDir("measures", model.name), kept = join(out, "kept");
  const bar = new Bar();
  const times = count("times", values.times, 2);
  const asked = async (signal: AbortSignal) => {
    const drawn = values.data === undefined
      ? await samplesOf(model, { out, batch, seed, points, steps, bar, signal })
      : undefined;
    const data = drawn?.data ?? await openPictures(values.data!, {
      size: [model.shape[0], model.shape[1]],
      channels: model.shape[2] as 1 | 3,
    }) as TrainingData;
    const measured = await measureModel(model, data, {
      points,
      batch,
      seed,
      times,
      signal,
      folder: kept,
      dataId: drawn?.digest,
      onStep: (done, total) => bar.show("measuring", done, total),
    });
    bar.end();
    return { drawn, data, measured };
  };
  let made: Awaited<ReturnType<typeof asked>> | undefined;
  const code = await interruptible(async (signal) => void (made = await asked(signal)));
  if (made === undefined) return code;
  const { drawn, data, measured } = made;
  const unit = model.path.steps === undefined ? "t" : "step";
  const notes = [...measured.notes, ...(drawn === undefined ? [] : ["x0 are samples of the model itself, not data"])];
  const caption =
    `${model.name} (${model.kind}, gives ${model.form.gives}, is told ${model.form.toldAs}): how fast its ` +
    `prediction changes with time at fixed noisy points, N = ${points}, 95 % intervals. ${
      notes.map((note) => `${note[0].toUpperCase()}${note.slice(1)}.`).join(" ")
    }`;
  const name = fileName(`measure_${model.name}`);
  const figure = modelCurves(
    { name, caption, seeds: [seed], n: points, config: measured.id, backend: backend.name },
    measured,
    unit,
  );
  // The numbers first: a figure needs a browser.
  await writeFileAtomic(join(out, `${name}.csv`), measureCsv(measured, { points, seed }));
  console.log(measureLines(measured, { title: model.name, data: data.name, points, seed, unit, notes }));
  await exportFigure(figure, out);
  if (options !== undefined) {
    const subject = await networkAdvice(model, data, { batch });
    await adviseInto(subject, options, { out, name: fileName(`advise_${model.name}`), backend: backend.name });
  }
  console.log(`Figure, table and CSV: ${out}`);
  model.dispose();
  return 0;
}

/** A name that every file system takes. */
function fileName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, "_");
}

async function verify(model: PretrainedModel, name: string | undefined): Promise<number> {
  const { name: full, apart, tolerance, at, count } = await verifyPublished(model, name), agrees = apart <= tolerance;
  console.log(
    `${full}: the largest difference of ${count} published outputs is ${apart.toExponential(1)}` +
      (agrees ? `, within ${tolerance}: agrees` : `, at value ${at}, more than ${tolerance}: does not agree`),
  );
  return agrees ? 0 : 1;
}

interface SampleOptions {
  readonly out: string;
  readonly batch: number;
  readonly seed: number;
  readonly points: number;
  readonly steps: number;
  readonly bar: Bar;
  readonly signal: AbortSignal;
}

/** Samples of the model in place of data, drawn once and kept. */
async function samplesOf(
  model: PretrainedModel,
  { out, batch, seed, points, steps, bar, signal }: SampleOptions,
): Promise<{ readonly data: TrainingData; readonly digest: string }> {
  const weights = (await model.weightsHash()).slice(0, 16);
  const file = join(out, "kept", `samples-${weights}-${points}-${steps}-${seed}.safetensors`);
  const shape = [points, ...model.shape];
  let values: Float32Array;
  try {
    values = (await readSafetensors(file)).tensors.get("samples")!.values as Float32Array;
  } catch {
    console.error(`No --data: ${points} samples are drawn from the model with DDIM, and stand for data`);
    const plan = samplePlan(model.path, steps);
    const onStep = (done: number, total: number) => {
      bar.show("sampling", done, total);
      signal.throwIfAborted();
    };
    values = await modelSamples(model, plan, { count: points, batch, seed, onStep });
    bar.end();
    await writeSafetensors(file, { samples: { shape, values } });
  }
  const size = values.length / points, rows = pointData(`samples of ${model.name}`, values, size);
  return { data: { ...rows, shape: model.shape }, digest: sha256(new Uint8Array(values.slice().buffer)).slice(0, 16) };
}

/** A progress bar that redraws itself on a terminal, and says every tenth in a log. */
class Bar {
  #told = -1;
  #began = performance.now();

  show(what: string, done: number, total: number): void {
    const full = Math.round(24 * done / total), tenth = Math.floor(10 * done / total);
    if (done === 1) this.#began = performance.now();
    if (Deno.stderr.isTerminal()) {
      const left = (performance.now() - this.#began) / Math.max(1, done - 1) * (total - done) / 1000;
      this.#write(
        `\r${what} ${"█".repeat(full)}${"░".repeat(24 - full)} ${done} of ${total}, ${left.toFixed(0)} s left  `,
      );
    } else if (tenth !== this.#told) this.#write(`${what}: ${done} of ${total}\n`);
    this.#told = tenth;
  }

  end(): void {
    if (Deno.stderr.isTerminal()) this.#write(`\r${" ".repeat(76)}\r`);
    this.#told = -1;
  }

  #write(text: string): void {
    Deno.stderr.writeSync(new TextEncoder().encode(text));
  }
}

if (import.meta.main) await runCommand(main, usage);
