import { dirname, join } from "node:path";
import { dataSetPresent } from "../../lib/datasets/load.ts";
import { emitAccelerate } from "../../lib/emit/accelerate/emit.ts";
import { fromDiffusers } from "../../lib/emit/accelerate/weights.ts";
import { planRun } from "../../lib/experiments/config/planned_run.ts";
import { type RunConfig, runConfig } from "../../lib/experiments/config/run_config.ts";
import { readSafetensors } from "../../lib/io/formats/safetensors.ts";
import { makeNetwork } from "../../lib/nn/network.ts";
import { assert, assertEquals, assertLess } from "../assert.ts";
import { cases } from "./accelerate/cases.ts";
import { APART, type CurveRecord, curveRun, emittedCurves, outside, TIMES } from "./accelerate/curves.ts";
import { emitCase, type Made } from "./accelerate/fixture.ts";
import { paperRuns, reduced } from "./accelerate/paper_runs.ts";
import { environment, interpreter, testEmitted } from "./accelerate/python.ts";

const recorded = new URL("accelerate/curves.json", import.meta.url);

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

testEmitted("emitted scripts make the kit's losses, gradients, steps and averages", async (root, python) => {
  const made = new Map<string, Made>();
  for (const one of cases) made.set(one.name, await emitCase(join(root, one.name), one));
  await python.run([new URL("accelerate/steps.py", import.meta.url).pathname, root]);
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

/** A run on procedural pictures with all that a resumed run must remember, and what no run of the paper has. */
const small = runConfig({
  data: { kind: "pictures", name: "procedural", size: 16, limit: 20 },
  training: {
    network: { kind: "unet", shape: [16, 16, 1], base: 8, multipliers: [1, 2], groups: 4, dropout: 0.1, classes: 10 },
    treatment: { kind: "regularised", estimator: "exact", until: 900 },
    times: { kind: "importance", intervals: 2, history: 1 },
    steps: 4,
    batch: 8,
    accumulate: 4,
    every: 1,
  },
});

const train = (output: string) => ["train.py", "--workers", "0", "--save-every", "2", "--output", output];

testEmitted("an emitted run that is killed and goes on ends where another does, to the byte", async (root, python) => {
  const cwd = join(root, "run");
  await emitAccelerate(cwd, await planRun(small), "small");
  await python.run(train("whole"), { cwd });
  const saved = join(cwd, "killed", "step_00000002");
  await python.run(train("killed"), {
    cwd,
    onStart: async ([pid]) => {
      while (!await Deno.stat(saved).then(() => true, () => false)) await new Promise((done) => setTimeout(done, 2));
      Deno.kill(pid, "SIGKILL");
    },
    fails: true,
  });
  assert(!await Deno.stat(join(cwd, "killed", "step_00000004")).then(() => true, () => false), "killed in time");
  await python.run(train("killed"), { cwd });
  for (const part of ["unet", "last"]) {
    const [whole, killed] = await Promise.all(
      ["whole", "killed"].map((output) =>
        Deno.readFile(join(cwd, output, "step_00000004", part, "diffusion_pytorch_model.safetensors"))
      ),
    );
    assertEquals(whole, killed);
  }
  const logs = [...Deno.readDirSync(join(cwd, "whole", "log"))].map(({ name }) => join(cwd, "whole", "log", name));
  const said = logs.map((log) => new TextDecoder("latin1").decode(Deno.readFileSync(log))).join("");
  for (const word of ["loss", "learning rate", "samples"]) assert(said.includes(word), word);
});

testEmitted("train.py says in one line what it cannot train, and writes nothing", async (cwd, python) => {
  const run = join(cwd, "run");
  await emitAccelerate(run, await planRun(small), "small");
  for (
    const [args, why] of [
      [["--micro", "3"], "Cannot train: 1 processes with 3 samples each must divide batch 8\n"],
      [["--data", "nowhere"], "Cannot train: nowhere/pictures.npy is not there; name its folder with --data\n"],
    ] as const
  ) {
    assertEquals(await python.run([...train("out"), ...args], { cwd: run, fails: true }), why);
    assert(!await Deno.stat(join(run, "out")).then(() => true, () => false));
  }
});

testEmitted(
  "two processes make the gradients of one with the double batch, and two steps of every paper run",
  async (root, python) => {
    const all = (await paperRuns()).map(([name, config]) => [name, reduced(config)] as [string, RunConfig]);
    assert(all.length >= 9 && all.some(([, { training }]) => training.treatment.kind === "ddpm"));
    all.push(["small", small]);
    for (const [name, config] of all) await emitAccelerate(join(root, name), await planRun(config), name);
    const folders = all.map(([name]) => join(root, name));
    await python.run([new URL("accelerate/paper.py", import.meta.url).pathname, ...folders], { processes: 2 });
    for (const [name, config] of all) {
      const file = (path: string) => Deno.readTextFile(join(root, name, path)).then(JSON.parse);
      const { network } = await file(`checkpoints/step_0000000${config.training.steps}/run.json`);
      assertEquals(network, (await planRun(config)).network);
      const { gradients, told } = await file("found.json");
      assertLess(gradients, 1e-5, name);
      assertEquals(told, ["float64", "float32"], name);
    }
  },
);

testEmitted("launch.sh trains by two processes, with rounded products", async (root) => {
  const cwd = join(root, "run"), path = `${dirname(interpreter!)}:${Deno.env.get("PATH")}`;
  await emitAccelerate(cwd, await planRun({ ...small, training: { ...small.training, steps: 2 } }), "small");
  const { success, stderr } = await new Deno.Command("sh", {
    args: ["launch.sh", "--workers", "0"],
    cwd,
    env: { ...environment, PATH: path, GPUS: "2" },
  }).output();
  assertEquals(success, true, new TextDecoder().decode(stderr));
  assert(await Deno.stat(join(cwd, "checkpoints", "step_00000002", "unet")));
});

const digits = await dataSetPresent("mnist-test") ? "" : "no test digits of MNIST";

testEmitted(
  "an emitted run of 200 steps on MNIST, brought back, has a K curve such as the kit's own runs have",
  async (root, python) => {
    const { runs: { ddpm } }: CurveRecord = JSON.parse(await Deno.readTextFile(recorded));
    const config = curveRun({ kind: "ddpm" }, ddpm[0].seed);
    assertEquals((await planRun(config)).id, ddpm[0].run, "the record is of another run: record_curves.ts");
    const curves = await emittedCurves(root, config, python);
    for (const apart of [1, APART]) {
      // 99 % for all times of a curve together.
      assertEquals(outside(curves[apart], ddpm.map(({ own }) => own[apart]), 1 - 0.01 / TIMES.length), []);
    }
  },
  digits,
);
