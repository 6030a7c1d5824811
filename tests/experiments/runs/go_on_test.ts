/** What becomes of a run when its data, its files or its wishes change. */
import { join } from "node:path";
import { startBackend } from "../../../lib/backend/choice/start.ts";
import { executeTask } from "../../../lib/experiments/runs/execute_task.ts";
import { networkExecutor } from "../../../lib/experiments/runs/network_executor.ts";
import { type PlannedRun, planRun } from "../../../lib/experiments/config/planned_run.ts";
import { runConfig } from "../../../lib/experiments/config/run_config.ts";
import { Store, WEIGHTS_FILE } from "../../../lib/experiments/store/store.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { flat, writeFiles } from "../../datasets/make_pictures.ts";
import { namesIn, setEnv, tempDir } from "../../io/temp_dir.ts";
import { fakeExecutor } from "../fake_executor.ts";
import { smallRun } from "../fixtures.ts";

await startBackend("wasm");

const plan = async (store: Store, training: Record<string, unknown> = {}, changes: Record<string, unknown> = {}) =>
  await planRun(
    runConfig({ ...smallRun, ...changes, training: { ...smallRun.training, ...training } }),
    store.planOptions(),
  );

/** Executes a run; returns what was said. */
async function execute(store: Store, run: PlannedRun): Promise<string[]> {
  const said: string[] = [];
  const outcome = await executeTask(store, [run], networkExecutor(), { say: (line) => void said.push(line) });
  assertEquals(outcome.failed, [], said.join("\n"));
  return said;
}

const weightsOf = (store: Store, { network }: PlannedRun) =>
  Deno.readFile(join(store.networkFolder(network), WEIGHTS_FILE));

Deno.test("pictures that were replaced make another run, another network and another classifier, and are told of", async () => {
  await using dir = await tempDir();
  using _env = setEnv({ NEARZERO_CACHE: dir.file("cache"), NEARZERO_DATA: undefined });
  const store = await Store.open(dir.file("store")), set = dir.file("photos");
  const write = async (grey: number) => {
    const files: Record<string, Uint8Array> = {};
    for (let i = 0; i < 80; i++) files[`${i % 2 ? "odd" : "even"}/${i}.png`] = await flat(4, 4, [grey + i]);
    await writeFiles(set, files);
  };
  const training = { network: { kind: "unet", shape: [4, 4, 1], base: 8, multipliers: [1] }, steps: 2, batch: 8 };
  const data = { kind: "pictures", name: set, size: 4, channels: 1 };
  const planned = () =>
    planRun(runConfig({ data, training, sampler: { evaluations: 2, count: 32, clip: 1 }, metrics: ["energy", "kcd"] }));
  await write(0);
  const dark = await planned();
  await execute(store, dark);
  await write(150);
  const bright = await planned(), said = await execute(store, bright);
  const expected = `data ${set} is not what it was when this store last used it: 80 of 80 files differ (even/0.png, `;
  assert(said[0].startsWith(expected), said[0]);
  const [then, now] = [await store.result(dark.id), await store.result(bright.id)];
  const [a, b] = [then, now].map(({ scores: { scores } }) => scores[0].value!);
  // The same few steps draw about the same samples; the data are 150 of 255 brighter, so of another distance.
  assert(Math.abs(a - b) > 0.5, `${a}, ${b}`);
  assertEquals(now.provenance.content, bright.content);
  assertEquals((await namesIn(store.sharedFolder)).filter((name) => name.startsWith("classifier-")).length, 2);
  assertEquals((await namesIn(join(store.folder, "networks"))).length, 2);
  // A run that was planned with other pictures is not made with these.
  await assertRejects(() => Deno.stat(store.runFolder("x")), Deno.errors.NotFound);
  const stale = { ...dark, id: "0123456789abcdef" };
  const outcome = await executeTask(store, [stale], networkExecutor());
  assertEquals([outcome.failed, outcome.retry], [[stale.id], false]);
  assert((await store.failure(stale.id))!.message.includes("80 of 80 files differ"));
});

Deno.test("damaged final weights are made again from the checkpoint, with the same bytes and scores", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.path), run = await plan(store);
  await execute(store, run);
  const before = await store.result(run.id), whole = await weightsOf(store, run);
  const path = join(store.networkFolder(run.network), WEIGHTS_FILE), bit = whole.slice();
  bit[bit.length - 1] ^= 1;
  for (const damaged of [whole.slice(0, 100), new Uint8Array(whole.length), bit]) {
    await Deno.writeFile(path, damaged);
    await Deno.remove(store.runFolder(run.id), { recursive: true });
    const said = await execute(store, run);
    assert(said.some((line) => line.startsWith(`Cannot read ${path}: `)), said.join("\n"));
    assert(said.some((line) => line.includes("goes on from step 20 of ")), said.join("\n"));
    assertEquals(await weightsOf(store, run), whole);
    assertEquals((await store.result(run.id)).scores, before.scores);
  }
});

Deno.test("a run whose scores are damaged is measured again, and says so", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.path), run = await plan(store);
  await execute(store, run);
  const path = join(store.runFolder(run.id), "scores.json"), good = await Deno.readTextFile(path);
  const digit = good.replace(/("value": \S*?)(\d)/, (_, before, first) => before + (Number(first) + 1) % 10);
  for (const bad of ["", digit]) {
    await Deno.writeTextFile(path, bad);
    assert(!await store.isDone(run.id));
    const said = await execute(store, run);
    assert(said.some((line) => line.startsWith(`Cannot read ${path}: `)), said.join("\n"));
    assertEquals(await Deno.readTextFile(path), good);
  }
});

Deno.test("a run of more steps goes on from the shorter one's checkpoint, with the bytes of an unbroken run", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.file("a")), alone = await Store.open(dir.file("b"));
  const short = await plan(store, { steps: 20, every: 7 }), long = await plan(store, { steps: 45, every: 10 });
  assert(short.network !== long.network);
  await execute(store, short);
  const kept = await weightsOf(store, short), said = await execute(store, long);
  const from = join(store.networkFolder(short.network), "checkpoint");
  assert(said.includes(`seed 0: goes on from step 20 of ${from}`), said.join("\n"));
  assertEquals(await weightsOf(store, short), kept);
  const unbroken = await plan(alone, { steps: 45, every: 10 });
  assertEquals(unbroken.network, long.network);
  assert((await execute(alone, unbroken)).every((line) => !line.includes("goes on")));
  // The losses' record by intervals of time has other windows before step 20; weights and losses are the same.
  const [ours, theirs] = [await store.result(long.id), await alone.result(long.id)];
  assertEquals(ours.scores, theirs.scores);
  // Another learning rate is another run, which begins anew.
  const other = await plan(store, { steps: 45, optimiser: { learningRate: 1e-3 } });
  assert((await execute(store, other)).every((line) => !line.includes("goes on")));
});

Deno.test("training.from begins at the weights of a run of the store, or of a file, under an identity of its own", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.file("store")), first = await plan(store);
  await execute(store, first);
  const optimiser = { learningRate: 1e-12, warmup: 0 };
  const drawn = await plan(store, { steps: 1, optimiser }),
    byRun = await plan(store, { from: first.id, steps: 1, optimiser });
  const copy = dir.file("copy.safetensors");
  await Deno.writeFile(copy, await weightsOf(store, first));
  const byFile = await plan(store, { from: copy, steps: 1, optimiser });
  assertEquals([byRun.id, byRun.network], [byFile.id, byFile.network]);
  assert(byRun.network !== drawn.network && byRun.network !== first.network);
  await execute(store, byRun);
  await execute(store, drawn);
  const value = async ({ id }: PlannedRun) => (await store.result(id)).scores.scores[0].value!;
  // A step of 1e-12 leaves the weights where they were: the samples are the first run's.
  assert(Math.abs(await value(byRun) - await value(first)) < 1e-5);
  assert(Math.abs(await value(drawn) - await value(first)) > 1e-3);
  // Stacks of seeds begin there too.
  const seeds = await Promise.all([5, 6].map((seed) => plan(store, { from: first.id, steps: 1, optimiser, seed })));
  assertEquals((await executeTask(store, seeds, networkExecutor())).failed, []);
  for (const run of seeds) {
    const { provenance: { network } } = await store.result(run.id);
    assertEquals(network, run.network);
  }
  await assertRejects(() => store.weightsFile("0123456789abcdef"), RangeError, "has no such run or network");
  const wrong = await plan(store, { from: first.id, network: { ...smallRun.training.network, hidden: [8] } });
  const outcome = await executeTask(store, [wrong], networkExecutor());
  assertEquals([outcome.failed.length, outcome.retry], [1, false]);
  assert((await store.failure(wrong.id))!.message.includes("of shape"));
});

Deno.test("a network whose pictures changed while it was trained is not kept", async () => {
  await using dir = await tempDir();
  using _env = setEnv({ NEARZERO_CACHE: dir.file("cache"), NEARZERO_DATA: undefined });
  const store = await Store.open(dir.file("store")), set = dir.file("photos");
  const write = async (grey: number) => await writeFiles(set, { "0.png": await flat(8, 8, [grey]) });
  await write(10);
  const training = { network: { kind: "unet", shape: [8, 8, 1], base: 8 }, steps: 2, batch: 1 };
  const run = await planRun(runConfig({ data: { kind: "pictures", name: set, size: 8, channels: 1 }, training }));
  const meddled = fakeExecutor({ onStep: async (_, step) => step === 5 ? await write(20) : undefined });
  const outcome = await executeTask(store, [run], meddled);
  assertEquals([outcome.failed, outcome.retry], [[run.id], false]);
  assert((await store.failure(run.id))!.message.includes("1 of 1 file differs (0.png)"));
  assertEquals(await namesIn(store.networkFolder(run.network)), []);
  await write(10);
  assertEquals((await executeTask(store, [run], fakeExecutor())).done, 1);
});
