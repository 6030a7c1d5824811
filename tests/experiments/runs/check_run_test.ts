import { planRun } from "../../../lib/experiments/config/planned_run.ts";
import { runConfig } from "../../../lib/experiments/config/run_config.ts";
import { checkRun } from "../../../lib/experiments/runs/check_run.ts";
import { executeTask } from "../../../lib/experiments/runs/execute_task.ts";
import { networkExecutor } from "../../../lib/experiments/runs/network_executor.ts";
import { Store } from "../../../lib/experiments/store/store.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { flat, writeFiles } from "../../datasets/make_pictures.ts";
import { namesIn, setEnv, tempDir } from "../../io/temp_dir.ts";
import { smallRun } from "../fixtures.ts";

/** A tiny U-Net on tiny pictures with classes. */
const pictures = {
  data: { kind: "pictures", name: "procedural", size: 8, limit: 160 },
  training: { network: { kind: "unet", shape: [8, 8, 1], base: 8, multipliers: [1, 2] }, steps: 2, batch: 8 },
  sampler: { evaluations: 2, count: 96, clip: 1 },
};

type ErrorType = typeof RangeError | typeof TypeError | typeof Error;
const check = async (changes: Record<string, unknown>, base: Record<string, unknown> = pictures) =>
  await checkRun(await planRun(runConfig({ ...base, ...changes })));
const refused = (type: ErrorType, message: string, changes: Record<string, unknown>, base?: Record<string, unknown>) =>
  assertRejects(() => check(changes, base), type, message);

const sampled = (count: number, metric: string) => ({ sampler: { evaluations: 2, count }, metrics: [metric] });

Deno.test("checkRun() refuses too few samples and pictures for each metric, and takes just enough", async () => {
  // 64 features: of 69 samples the largest of 20 groups has 4, which leaves 65.
  for (const [metric, fewest] of [["energy", 3], ["sliced-wasserstein", 20], ["fcd", 69], ["kcd", 4]] as const) {
    await check(sampled(fewest, metric));
    const message = `Cannot measure ${metric}: it takes at least ${fewest} samples, sampler.count is ${fewest - 1}`;
    await refused(RangeError, message, sampled(fewest - 1, metric));
  }
  const few = (limit: number) => ({ data: { ...pictures.data, limit }, training: { ...pictures.training, batch: 2 } });
  await refused(RangeError, "procedural has 19", { ...few(19), ...sampled(20, "sliced-wasserstein") });
  await refused(RangeError, "batchSize must be", { ...few(70), ...sampled(96, "fcd") });
});

Deno.test("checkRun() refuses FCD without classes, and FID without weights by the words that help", async () => {
  await using dir = await tempDir();
  using _env = setEnv({ NEARZERO_CACHE: dir.file("cache"), NEARZERO_INCEPTION: dir.file("none.safetensors") });
  const names = Array.from({ length: 80 }, (_, i) => `${i}.png`), picture = await flat(8, 8, [10]);
  await writeFiles(dir.file("flat"), Object.fromEntries(names.map((name) => [name, picture])));
  const { data } = pictures, unlabelled = { data: { ...data, limit: 80, name: dir.file("flat"), channels: 1 } };
  await refused(TypeError, "has no label for each picture", { ...unlabelled, ...sampled(96, "fcd") });
  await refused(TypeError, "has no label for each picture", { ...unlabelled, ...sampled(96, "kcd") });
  for (const metric of ["fid", "kid"]) {
    await refused(Error, `Cannot measure ${metric}: there are no weights of the Inception network`, {
      metrics: [metric],
    });
    await refused(Error, "convert_inception.py, and name what it writes by NEARZERO_INCEPTION", { metrics: [metric] });
  }
  await Deno.writeTextFile(dir.file("none.safetensors"), "short");
  await refused(Error, "none.safetensors: ", { metrics: ["fid"] });
});

Deno.test("checkRun() names data.size where the data's shape is not the network's, and data that are not here", async () => {
  await refused(
    TypeError,
    "data.size 16 makes procedural [16, 16, 1], training.network.shape is [8, 8, 1]; set data.size",
    {
      data: { ...pictures.data, size: 16 },
    },
  );
  await refused(Error, "Cannot read", { data: { ...pictures.data, name: "./nowhere" } });
  await refused(RangeError, "batch must be at most the 4 samples", { data: { ...pictures.data, limit: 4 } });
});

Deno.test("checkRun() refuses a sampler that cannot walk, and measures that the data do not allow", async () => {
  const budget = (sampler: Record<string, unknown>) => ({ sampler: { ...smallRun.sampler, ...sampler } });
  await refused(RangeError, "evaluations", budget({ name: "ODE, Heun", evaluations: 1, end: "stop" }), smallRun);
  await refused(RangeError, "no ideal predictor of procedural is known", { measures: [{ kind: "oracle-error" }] });
  const schedule = { kind: "cosine" };
  const short = { training: { ...smallRun.training, schedule, time: { kind: "discrete", steps: 10 } } };
  await refused(
    RangeError,
    "edges[1] is at 0 of 10 steps",
    { ...short, measures: [{ kind: "oracle-error" }] },
    smallRun,
  );
  const one = { training: { ...smallRun.training, schedule, time: { kind: "discrete", steps: 1 } } };
  await refused(RangeError, "there is no pair of steps", {
    ...one,
    ...budget({ evaluations: 1 }),
    measures: [{ kind: "lipschitz" }],
  }, smallRun);
  await refused(RangeError, "there is no pair of steps, 40 apart, up to", {
    training: { ...smallRun.training, time: { kind: "discrete", steps: 40 } },
    measures: [{ kind: "lipschitz", apart: 40 }],
  }, smallRun);
  await refused(RangeError, "apart counts steps, got 10 where time is continuous", {
    training: { ...smallRun.training, time: { kind: "continuous" } },
    measures: [{ kind: "lipschitz", apart: 10 }],
  }, smallRun);
  await refused(RangeError, "procedural has 1600 dimensions, at most 1024 are searched for quiet ones", {
    data: { ...pictures.data, size: 40 },
    training: { ...pictures.training, network: { ...pictures.training.network, shape: [40, 40, 1] } },
    measures: [{ kind: "sampler-states" }],
  });
  const { network } = pictures.training, beside = { ...pictures.data, superResolution: 2 };
  await refused(RangeError, "is told a picture beside each sample", {
    data: beside,
    training: { ...pictures.training, network: { ...network, imageChannels: 1 } },
    measures: [{ kind: "perturbed" }],
  });
  await check({ measures: [{ kind: "oracle-error" }, { kind: "lipschitz" }, { kind: "perturbed" }] }, smallRun);
});

Deno.test("executeTask() fails such a run before its first step, for good, and leaves no network", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.path), said: string[] = [];
  const run = await planRun(runConfig({ ...pictures, ...sampled(64, "fcd") }));
  const outcome = await executeTask(store, [run], networkExecutor(), { say: (line) => void said.push(line) });
  assertEquals([outcome.failed, outcome.retry, said.length], [[run.id], false, 1]);
  assert((await store.failure(run.id))!.message.includes("it takes at least 69 samples"));
  assertEquals((await namesIn(store.networkFolder(run.network))).filter((name) => !name.startsWith("lease")), []);
});
