import { join } from "node:path";
import { bringBack } from "../../../lib/emit/accelerate/bring_back.ts";
import { emitAccelerate, emitSweep } from "../../../lib/emit/accelerate/emit.ts";
import { REQUIREMENTS } from "../../../lib/emit/accelerate/launch.ts";
import { emitPlan } from "../../../lib/emit/accelerate/plan.ts";
import { trainingScript } from "../../../lib/emit/accelerate/script.ts";
import { fromDiffusers, toDiffusers } from "../../../lib/emit/accelerate/weights.ts";
import { planRun } from "../../../lib/experiments/config/planned_run.ts";
import { type RunConfig, runConfig } from "../../../lib/experiments/config/run_config.ts";
import { readNpy } from "../../../lib/io/formats/npy.ts";
import { writeSafetensors } from "../../../lib/io/formats/safetensors.ts";
import { makeNetwork } from "../../../lib/nn/network.ts";
import { openArrays } from "../../../lib/pretrained/torch/arrays.ts";
import { treatmentEntries } from "../../../lib/treatments/registry.ts";
import { assert, assertEquals, assertRejects, assertThrows } from "../../assert.ts";
import { cases } from "../../peers/accelerate/cases.ts";
import { configOf } from "../../peers/accelerate/fixture.ts";
import { numbers } from "../../pretrained/numbers.ts";

type Changes = {
  data?: Record<string, unknown>;
  training?: Record<string, unknown>;
  network?: Record<string, unknown>;
};

function config({ data, training, network }: Changes = {}): RunConfig {
  return runConfig({
    data: { ...(data?.kind ? {} : { kind: "pictures", name: "procedural", size: 8, limit: 10 }), ...data },
    training: {
      steps: 3,
      batch: 4,
      ...training,
      network: { kind: "unet", shape: [8, 8, 1], base: 8, multipliers: [1, 2], groups: 4, ...network },
    },
    sampler: { from: 0.98 },
  });
}

const planOf = async (changes?: Changes) => emitPlan(await planRun(config(changes)));

async function inFolder(check: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await check(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (const one of cases) {
  Deno.test(`trainingScript() is at most 300 lines of 120 characters (${one.name})`, async () => {
    const lines = trainingScript(emitPlan(await planRun(configOf(one))), "x/y.json").split("\n");
    assert(lines.length <= 301, `${lines.length} lines`);
    const long = lines.find((line) => line.length > 120);
    assertEquals(long, undefined);
  });
}

/** Options that take lines, all together, with each choice of those that exclude each other. */
function* longest(): Generator<RunConfig> {
  const treatments = treatmentEntries.flatMap(({ kind }): Record<string, unknown>[] =>
    kind === "regularised" ? ["exact", "difference"].map((estimator) => ({ kind, estimator })) : [{ kind }]
  );
  for (const time of [{}, { time: { kind: "continuous" } }]) {
    for (const times of ["uniform", "stratified", "log-normal", "importance"]) {
      for (const treatment of treatments) {
        for (const prediction of ["eps", "x0", "v"]) {
          for (const weight of ["uniform", "vlb", "min-snr", "edm"]) {
            const loss = { prediction, weight: { kind: weight } };
            yield config({
              data: { channels: 3, superResolution: 2 },
              training: { ...time, times: { kind: times }, treatment, loss, from: "first.safetensors" },
              network: { shape: [8, 8, 3], classes: 3, dropout: 0.1, imageChannels: 3 },
            });
          }
        }
      }
    }
  }
}

Deno.test("trainingScript() is as short with all options at once", async () => {
  for (const all of longest()) {
    const lines = trainingScript(emitPlan(await planRun(all)), "x/y.json").split("\n");
    assert(lines.length <= 301, `${lines.length} lines: ${JSON.stringify(all.training)}`);
    assertEquals(lines.find((line) => line.length > 120), undefined);
  }
});

Deno.test("trainingScript() knows every treatment of the registry", async () => {
  for (const { kind } of treatmentEntries) trainingScript(await planOf({ training: { treatment: { kind } } }), "x");
});

Deno.test("trainingScript() names no option that is off", async () => {
  const plain = trainingScript(
    await planOf({ training: { treatment: { kind: "ddpm" }, optimiser: { clip: null, warmup: 0 } } }),
    "x",
  );
  for (
    const word of [
      "CLIP",
      "WARMUP",
      "label",
      "coarse",
      "TIME_SCALE",
      "weight(",
      "Importance",
      "UNTIL",
      "jvp",
      "dropout",
      "condition",
      "param_groups:",
    ]
  ) {
    assert(!plain.includes(word), word);
  }
});

Deno.test("trainingScript() lets no text of a configuration become code", async () => {
  const script = trainingScript(await planOf({ data: { name: 'x"""\nimport os' } }), '"""\nimport os');
  assertEquals(script.match(/^import os$/m), null);
});

const refused: readonly [Changes, string][] = [
  [{ network: { skips: "blocks" } }, `UNet2DModel takes a skip from every step down, got skips "blocks"`],
  [{ network: { timeEmbedding: "fourier" } }, "UNet2DModel is told sinusoids"],
  [
    { network: { kind: "mlp", shape: [2], base: undefined, multipliers: undefined, groups: undefined } },
    "must be a unet",
  ],
  [{ data: { kind: "shape", name: "moons" } }, "the data must be pictures"],
  [{ data: { size: 16 } }, "the network takes [8,8,1], the data are [16, 16"],
  [{ training: { accumulate: 3 } }, "accumulate must divide the batch of 4, got 3"],
];

for (const [changes, why] of refused) {
  Deno.test(`emitPlan() refuses what PyTorch has not: ${why}`, async () => {
    const run = await planRun(config(changes));
    assertThrows(() => emitPlan(run), RangeError, why);
  });
}

Deno.test("emitAccelerate() writes all that a run needs, and its pictures as they are", async () => {
  await inFolder(async (folder) => {
    const to = join(folder, "run"), run = await planRun(config());
    await emitAccelerate(to, run, "x.json");
    const names = ["README.md", "config.json", "launch.sh", "levels.npz", "requirements.txt", "slurm.sh", "train.py"];
    for (const name of names) assert((await Deno.stat(join(to, name))).size > 0, name);
    assertEquals(runConfig(JSON.parse(await Deno.readTextFile(join(to, "config.json")))), run.config);
    const { type, shape } = await readNpy(join(to, "data", "pictures.npy"));
    assertEquals([type, shape], ["u1", [10, 8, 8, 1]]);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["run"]);
  });
});

Deno.test("emitAccelerate() leaves a folder alone that is not empty, and none behind where data are missing", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "mine"), "");
    const run = await planRun(config());
    await assertRejects(() => emitAccelerate(folder, run, "x"), RangeError, "it holds mine; name an empty folder");
    await assertRejects(() => emitAccelerate(join(folder, "mine"), run, "x"), RangeError, "it is a file");
    const missing = await planRun(config({ data: { name: "./nowhere" } }));
    await assertRejects(() => emitAccelerate(join(folder, "run"), missing, "x"), Error, "nowhere");
    const few = await planRun(config({ data: { limit: 3 } }));
    await assertRejects(() => emitAccelerate(join(folder, "run"), few, "x"), RangeError, "batch must be at most the 3");
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["mine"]);
  });
});

Deno.test("emitSweep() shares data between networks", async () => {
  await inFolder(async (folder) => {
    const runs = await Promise.all([1, 2].map(async (seed) => await planRun(config({ training: { seed } }))));
    assertEquals(await emitSweep(join(folder, "sweep"), [...runs, runs[0]], "both"), 2);
    const names = [...Deno.readDirSync(join(folder, "sweep"))].map(({ name }) => name);
    assertEquals(names.filter((name) => name.startsWith("data-")).length, 1);
    assertEquals(names.length, 4);
    const script = await Deno.readTextFile(join(folder, "sweep", runs[0].network, "train.py"));
    assert(script.includes(`HERE.parent / "${names.find((name) => name.startsWith("data-"))}"`));
  });
});

Deno.test("REQUIREMENTS are what the peers are tested with", async () => {
  const peers = await Deno.readTextFile(new URL("../../peers/requirements.txt", import.meta.url));
  for (const line of REQUIREMENTS) assert(peers.split("\n").includes(line), line);
});

Deno.test("fromDiffusers() takes back what toDiffusers() gave, fixed filters and all", async () => {
  for (
    const network of [{}, { down: "stride", up: "convolution", classes: 3 }, {
      injection: "film",
      down: "residual",
      up: "residual",
    }]
  ) {
    await inFolder(async (folder) => {
      const { network: own } = await planOf({ network }), { parameters } = makeNetwork(own);
      const flat = Float32Array.from(numbers("weights", parameters.size)), file = join(folder, "a.safetensors");
      await writeSafetensors(file, toDiffusers(own, flat));
      assertEquals(await fromDiffusers(own, await openArrays(file)), flat);
    });
  }
});

Deno.test("bringBack() takes the last checkpoint of its own run alone", async () => {
  await inFolder(async (folder) => {
    const run = await planRun(config()), { network } = emitPlan(run), { size } = makeNetwork(network).parameters;
    const flats = ["unet", "last"].map((name) => Float32Array.from(numbers(name, size)));
    for (const [i, part] of ["unet", "last"].entries()) {
      const file = join(folder, part, "diffusion_pytorch_model.safetensors");
      await writeSafetensors(file, toDiffusers(network, flats[i]));
    }
    const say = (more: Record<string, unknown>) =>
      Deno.writeTextFile(
        join(folder, "run.json"),
        JSON.stringify({ run: run.id, network: run.network, step: 3, torch: "2", diffusers: "0", ...more }),
      );
    await say({});
    const { trained, engine } = await bringBack(folder, run);
    assertEquals([trained.weights, trained.lastWeights, engine], [...flats, "PyTorch 2, diffusers 0"]);
    trained.dispose();
    await say({ step: 2 });
    await assertRejects(() => bringBack(folder, run), RangeError, "it is of step 2, the run has 3");
    await say({ network: "0000000000000000" });
    await assertRejects(() => bringBack(folder, run), RangeError, "it is of the network 0000000000000000");
    await say({ step: "3" });
    await assertRejects(() => bringBack(folder, run), TypeError, "run.json");
  });
});
