import { join } from "node:path";
import { startBackend } from "../../lib/backend/choice/start.ts";
import { dataSetPresent } from "../../lib/datasets/load.ts";
import { bringBack } from "../../lib/emit/accelerate/bring_back.ts";
import { emitAccelerate } from "../../lib/emit/accelerate/emit.ts";
import { fromDiffusers } from "../../lib/emit/accelerate/weights.ts";
import { planRun } from "../../lib/experiments/config/planned_run.ts";
import { runConfig } from "../../lib/experiments/config/run_config.ts";
import { loadRunData } from "../../lib/experiments/config/run_data.ts";
import { lipschitzCurve } from "../../lib/lipschitz/lipschitz_constant.ts";
import { networkSubject } from "../../lib/predictors/network_subject.ts";
import type { Trained } from "../../lib/predictors/trained.ts";
import { trainingOf } from "../../lib/training/config/training_config.ts";
import type { TrainingData } from "../../lib/training/data.ts";
import { train as trainOwn } from "../../lib/training/runs/train.ts";
import { readSafetensors } from "../../lib/io/formats/safetensors.ts";
import { makeNetwork } from "../../lib/nn/network.ts";
import { peersPython } from "../../lib/tasks/peers.ts";
import { assert, assertEquals, assertLess } from "../assert.ts";
import { cases } from "./accelerate/cases.ts";
import { emitCase, type Made } from "./accelerate/fixture.ts";

const paper = new URL("../../notebooks/configs/paper", import.meta.url).pathname;
const python = await peersPython(), why = python ? "" : " (ignored: no deno task peers)";

/** A test of emitted scripts, in a folder of its own; PyTorch may take its time to start. */
function testEmitted(name: string, check: (folder: string) => Promise<void>): void {
  Deno.test({
    name: `${name}${why}`,
    ignore: python === undefined,
    sanitizeResources: false,
    sanitizeOps: false,
    fn: async () => {
      await startBackend();
      const folder = await Deno.makeTempDir();
      try {
        await check(folder);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

const env = { OMP_NUM_THREADS: "1", CUDA_VISIBLE_DEVICES: "", PYTHONWARNINGS: "ignore" };

async function run(args: readonly string[], cwd?: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(python!, { args: [...args], cwd, env }).output();
  assertEquals(success, true, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

/** The largest difference in each parameter's stretch, relative to the stretch's largest value. */
function worst({ network }: Made, ours: Float32Array, theirs: Float32Array): { name: string; off: number } {
  const { parameters } = makeNetwork(network);
  const all = parameters.list.map(({ name }) => {
    const [a, b] = [ours, theirs].map((flat) => parameters.slice(flat, name));
    const largest = a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return { name, off: a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0) / (largest || 1) };
  });
  return all.reduce((most, one) => one.off > most.off ? one : most);
}

testEmitted("emitted scripts make the kit's losses, gradients, steps and averages", async (root) => {
  const made = new Map<string, Made>();
  for (const one of cases) made.set(one.name, await emitCase(join(root, one.name), one));
  await run([new URL("accelerate/steps.py", import.meta.url).pathname, root]);
  for (const [name, one] of made) {
    const file = join(root, name, "found.safetensors"), { tensors } = await readSafetensors(file);
    const part = (prefix: string) => {
      const links = new Map(
        [...tensors].filter(([key]) => key.startsWith(prefix)).map(([key, value]) =>
          [key.slice(prefix.length), value] as const
        ),
      );
      // Of what does not move there is no gradient.
      const there = (key: string) => links.get(key) ?? { ...tensors.get(`last/${key}`)!, values: undefined };
      const names = [...tensors.keys()].filter((key) => key.startsWith("last/")).map((key) => key.slice(5));
      return fromDiffusers(one.network, {
        path: file,
        names,
        shape: (key) => names.includes(key) ? there(key).shape : undefined,
        read: (key) => {
          const { values, shape } = there(key);
          return Promise.resolve((values as Float32Array) ?? new Float32Array(shape.reduce((a, b) => a * b, 1)));
        },
      });
    };
    const losses = tensors.get("losses")!.values as Float64Array,
      mean = (list: ArrayLike<number>) => Array.from(list).reduce((sum, value) => sum + value, 0) / list.length;
    const off = Math.abs(mean(losses) / mean(one.losses) - 1);
    const gradient = worst(one, one.gradient, await part("gradient/"));
    const last = worst(one, one.last, await part("last/")), average = worst(one, one.average, await part("average/"));
    assertLess(off, 1e-6, `${name}: loss`);
    assertLess(gradient.off, 1e-4, `${name}: gradient of ${gradient.name}`);
    assertLess(last.off, 1e-5, `${name}: ${last.name}`);
    assertLess(average.off, 1e-5, `${name}: average of ${average.name}`);
  }
});

/** A run of procedural pictures, emitted with them. */
async function emitSmall(folder: string): Promise<void> {
  const config = runConfig({
    data: { kind: "pictures", name: "procedural", size: 16, limit: 20 },
    training: {
      network: { kind: "unet", shape: [16, 16, 1], base: 8, multipliers: [1, 2], groups: 4, dropout: 0.1 },
      treatment: { kind: "e-tsdm" },
      steps: 4,
      batch: 8,
      every: 1,
    },
  });
  await emitAccelerate(folder, await planRun(config), "small");
}

const train = (output: string, ...rest: readonly string[]) => [
  "train.py",
  "--workers",
  "0",
  "--save-every",
  "2",
  "--output",
  output,
  ...rest,
];

testEmitted("an emitted run that is killed and goes on ends where another does, to the byte", async (root) => {
  const folder = join(root, "run");
  await emitSmall(folder);
  await run(train("whole"), folder);
  const child = new Deno.Command(python!, { args: train("killed"), cwd: folder, env, stdout: "null", stderr: "null" })
    .spawn();
  const there = () => Deno.stat(join(folder, "killed", "step_00000002")).then(() => true, () => false);
  while (!await there()) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill("SIGKILL");
  await child.status;
  await run(train("killed"), folder);
  for (const part of ["unet", "last"]) {
    const [whole, killed] = await Promise.all(
      ["whole", "killed"].map((output) =>
        Deno.readFile(join(folder, output, "step_00000004", part, "diffusion_pytorch_model.safetensors"))
      ),
    );
    assertEquals(whole, killed);
  }
  const logs = [...Deno.readDirSync(join(folder, "whole", "log"))].map(({ name }) =>
    join(folder, "whole", "log", name)
  );
  const said = logs.map((log) => new TextDecoder("latin1").decode(Deno.readFileSync(log))).join("");
  for (const word of ["loss", "learning rate", "samples"]) assert(said.includes(word), word);
});

testEmitted(
  "two processes make the gradients of one with the double batch, and a step of every paper run",
  async (root) => {
    const folders: string[] = [];
    for await (const { name } of Deno.readDir(paper)) {
      const raw = JSON.parse(await Deno.readTextFile(join(paper, name)));
      if (raw.training === undefined) continue;
      const { data, training } = raw, size = Math.min(64, data.size), { network } = training;
      const config = runConfig({
        ...raw,
        data: { ...data, name: "procedural", split: undefined, limit: 8, size },
        training: {
          ...training,
          network: {
            ...network,
            ...(network.headWidth ? { headWidth: 8 } : {}),
            shape: [size, size, 3],
            base: 32,
            embedding: 128,
          },
          batch: 4,
          accumulate: 1,
          steps: 2,
        },
      });
      folders.push(join(root, name.replace(".json", "")));
      await emitAccelerate(folders.at(-1)!, await planRun(config), name);
    }
    assert(folders.length >= 8);
    // What no paper run has: a penalty by forward mode, times by importance, classes.
    const rest = runConfig({
      data: { kind: "pictures", name: "procedural", size: 16, limit: 8 },
      training: {
        network: { kind: "unet", shape: [16, 16, 1], base: 8, multipliers: [1, 2], groups: 4, classes: 10 },
        treatment: { kind: "regularised", estimator: "exact", until: 900 },
        times: { kind: "importance", intervals: 2, history: 1 },
        every: 1,
        batch: 4,
        steps: 2,
      },
    });
    folders.push(join(root, "rest"));
    await emitAccelerate(folders.at(-1)!, await planRun(rest), "rest");
    const launch = ["-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2"];
    await run([...launch, new URL("accelerate/paper.py", import.meta.url).pathname, ...folders]);
    // Rounded products, by one process.
    await run(train("rounded", "--precision", "bf16"), folders.at(-1));
    for (const folder of folders) {
      const { step, network } = JSON.parse(
        await Deno.readTextFile(join(folder, "checkpoints", "step_00000002", "run.json")),
      );
      assertEquals([step, network.length], [2, 16]);
      const off = Number(await Deno.readTextFile(join(folder, "off.txt")));
      assertLess(off, 1e-5, folder);
    }
  },
);

/** Mean of ln K(t, t + 1) over times below a tenth of the path. */
async function slope(trained: Trained, data: TrainingData): Promise<number> {
  const pairs = Array.from({ length: 6 }, (_, i) => [16 * i, 16 * i + 1] as const);
  const curve = await lipschitzCurve(networkSubject(trained, data), pairs, { samples: 64, seed: 1 });
  return curve.reduce((sum, { estimate }) => sum + Math.log(estimate.value), 0) / curve.length;
}

testEmitted(
  "an emitted run of 200 steps, brought back, has a K curve such as the kit's own runs have",
  async (root) => {
    const name = await dataSetPresent("mnist") ? "mnist" : "procedural", folder = join(root, "run");
    const config = runConfig({
      data: { kind: "pictures", name, size: 16, limit: 512 },
      training: {
        network: { kind: "unet", shape: [16, 16, 1], base: 16, multipliers: [1, 2], groups: 4 },
        steps: 200,
        batch: 16,
        every: 100,
      },
    });
    const planned = await planRun(config), { training: data } = await loadRunData(config.data);
    await emitAccelerate(folder, planned, "small");
    await run(train("out", "--save-every", "200"), folder);
    const { trained } = await bringBack(join(folder, "out", "step_00000200"), planned),
      found = await slope(trained, data);
    trained.dispose();
    const own: number[] = [];
    for (let seed = 1; seed <= 6; seed++) {
      const made = await trainOwn(trainingOf({ ...config.training, seed }, data));
      own.push(await slope(made, data));
      made.dispose();
    }
    const mean = own.reduce((sum, value) => sum + value, 0) / 6;
    const deviation = Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 5);
    // Where a seventh run lies with 99 %: Student's t of 5 degrees of freedom.
    assertLess(Math.abs(found - mean), 4.032 * deviation * Math.sqrt(1 + 1 / 6), `${found} among ${own}`);
  },
);
