import { join } from "node:path";
import { runConfig } from "../../../lib/experiments/config/run_config.ts";
import { runTime, spoken, stepTime, trialId } from "../../../lib/experiments/runs/step_time.ts";
import { type FoundTime, tellRunTime, tellSweepTime } from "../../../lib/experiments/runs/tell_time.ts";
import { trainingConfig } from "../../../lib/training/config/training_config.ts";
import { pointData } from "../../../lib/training/data.ts";
import { trainingOf } from "../../../lib/training/config/training_config.ts";
import { train } from "../../../lib/training/runs/train.ts";
import { assert, assertEquals } from "../../assert.ts";

const network = { kind: "mlp", shape: [2], hidden: [64, 64], embedding: 32 } as const;
const training = trainingConfig({ network, steps: 1000, batch: 256 });
/** One whose steps are soon tried. */
const small = trainingConfig({
  network: { ...network, hidden: [16, 16], embedding: 8 },
  steps: 1000,
  batch: 32,
  every: 2,
});
const time = { milliseconds: 30, backend: "native", batch: 256, measured: "2026-01-02T03:04:05.000Z", busy: false };

Deno.test("stepTime() is measured once for each training and machine, whatever the length and the seed", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const first = await stepTime(small, folder, 0);
    assert(first.milliseconds > 0 && first.batch === 32 && Date.parse(first.measured) > 0);
    assertEquals(await stepTime({ ...small, steps: 7, seed: 9 }, folder, 0), first);
    const [{ name }] = [...Deno.readDirSync(folder)];
    await Deno.writeTextFile(`${folder}/${name}`, "{");
    assert((await stepTime(small, folder, 0)).measured > first.measured, "what is damaged is measured again");
    assertEquals([...Deno.readDirSync(folder)].length, 1);
    const ids = [
      training,
      { ...training, batch: 64 },
      trainingConfig({ network, steps: 1, treatment: { kind: "e-tsdm" } }),
    ];
    assertEquals(new Set(await Promise.all(ids.map((one) => trialId(one, "1")))).size, 3);
    assert(await trialId(training, "1") !== await trialId(training, "2"), "another backend is slower or faster");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("stepTime() says where others were at work, and keeps no such time", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const time = await stepTime(small, folder, 1e6);
    assertEquals([time.busy, [...Deno.readDirSync(folder)].length], [true, 0]);
    assert(tellRunTime({ config }, time).includes("while others worked on it"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("stepTime() is of the size of a step of the training itself", async () => {
  const folder = await Deno.makeTempDir();
  const data = pointData("points", new Float32Array(512).fill(0.5), 2), steps = 100;
  try {
    // Both are measured beside other tests: of the same size, not the same, and at one of six times at least.
    const tried: string[] = [];
    while (tried.length < 6) {
      const { milliseconds } = await stepTime(training, join(folder, String(tried.length))), times: number[] = [];
      const onProgress = ({ millisecondsPerStep }: { millisecondsPerStep: number }) =>
        void times.push(millisecondsPerStep);
      await train({ ...trainingOf({ ...training, steps }, data), onProgress });
      const real = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
      if (milliseconds < 5 * real && real < 5 * milliseconds) return;
      tried.push(`${milliseconds} ms said, ${real} ms taken`);
    }
    assert(false, tried.join("; "));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("stepTime() tries large networks with few samples", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const large = trainingConfig({ network: { ...network, hidden: [512, 512] }, steps: 1, batch: 100_000 });
    const { batch, milliseconds } = await stepTime(large, folder);
    assert(batch < 10_000 && milliseconds > 0, `${batch} samples`);
    const said = tellRunTime(
      { config: { ...runConfig({ data: { kind: "points", points: 64, dimension: 2 }, training: large }) } },
      {
        ...time,
        batch,
      },
    );
    assert(said.includes(`scaled up from ${batch} of 100000 samples`), said);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

const config = runConfig({
  data: { kind: "points", points: 64, dimension: 2 },
  training,
  sampler: { count: 256, evaluations: 50 },
  metrics: ["energy"],
});

Deno.test("runTime() counts steps, and predictions as thirds of a step's samples", () => {
  const { training, samples } = runTime(config, time);
  assertEquals(training, 30);
  // 50 evaluations of as many samples as a batch has.
  assert(Math.abs(samples - 50 * 0.03 / 3) < 1e-12);
});

Deno.test("times are told as people say them, and so is what is not known", () => {
  assertEquals([20, 61, 720, 5 * 3600, 12 * 3600, 4 * 86400].map(spoken), [
    "under a minute",
    "1 min",
    "12 min",
    "5 h",
    "12 h",
    "4 days",
  ]);
  const slow = { ...time, milliseconds: 720 };
  assertEquals(
    tellRunTime({ config }, slow),
    "about 12 min on native for training (720 ms a step, measured on this machine 2026-01-02), and under a minute for samples",
  );
  assert(tellRunTime({ config }, time).startsWith("under a minute on native for training"));
  assertEquals(tellRunTime({ config }, { unknown: "no backend" }), "unknown: no backend");
});

Deno.test("a sweep's time is shared by its workers, trains a network once and is no shorter than its longest task", () => {
  const slow = { ...time, milliseconds: 3600 }, run = (id: string, network: string) => ({ id, network, config });
  const times = new Map(["a", "b", "c"].map((id) => [id, slow]));
  const tasks = [[run("a", "x")], [run("b", "y"), run("c", "y")]];
  const stack = tellSweepTime([[run("a", "x"), run("b", "y")]], times, 1);
  assert(
    stack.startsWith("at most about 2 h on native") && stack.includes("less where seeds are trained as one stack"),
  );
  const said = tellSweepTime(tasks, times, 2);
  // An hour of training each, and a minute for every 256 samples.
  assert(said.startsWith("about 62 min on native with 2 tasks at a time, a core each (2 h of work)"), said);
  assert(tellSweepTime(tasks, times, 1).startsWith("about 2 h on native with one task at a time"));
  assert(tellSweepTime(tasks, times, 9).startsWith("about 62 min "), "two tasks are no three");
  assertEquals(
    tellSweepTime(tasks, new Map<string, FoundTime>([...times, ["c", { unknown: "no backend" }]]), 2),
    "time unknown: no backend",
  );
  assertEquals(tellSweepTime([], times, 2), "no time: nothing is left");
});
