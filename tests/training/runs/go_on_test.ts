/** Runs that go on differently: longer, with other reports, or as new ones from given weights. */
import { startBackend } from "../../../lib/backend/choice/start.ts";
import { sha256 } from "../../../lib/io/sha256.ts";
import { makeMlp } from "../../../lib/nn/mlp.ts";
import { listCheckpoints } from "../../../lib/training/checkpoints/checkpoint_files.ts";
import { saveWeights } from "../../../lib/training/checkpoints/weights.ts";
import type { TrainOptions } from "../../../lib/training/options.ts";
import { trainSeeds } from "../../../lib/training/runs/seeds.ts";
import { trainTogether } from "../../../lib/training/runs/together.ts";
import { train } from "../../../lib/training/runs/train.ts";
import { assertEquals, assertNotEquals, assertRejects } from "../../assert.ts";
import { tempDir } from "../../io/temp_dir.ts";
import { learned, pointRun, shared } from "../fixtures.ts";

await startBackend("wasm");

const kept = (folder: string, changes: Partial<TrainOptions> = {}) =>
  pointRun({ checkpoint: { folder, every: 5 }, ...changes });

Deno.test("train() with more steps goes on to the bytes of a run that had them from the beginning", async () => {
  for (const times of [{ kind: "uniform" }, { kind: "importance", intervals: 2, history: 2 }] as const) {
    await using dir = await tempDir();
    const whole = await train(pointRun({ times, steps: 33 })), resumed: number[] = [];
    await train(kept(dir.path, { times }));
    const checkpoint = { folder: dir.path, every: 5, onResume: (step: number) => void resumed.push(step) };
    // 12 steps end within a window of 5: the record of losses is that of the unbroken run too.
    assertEquals(learned(await train(pointRun({ times, steps: 33, checkpoint }))), learned(whole));
    assertEquals(resumed, [12]);
    assertEquals((await listCheckpoints(dir.path))[0], 33);
  }
});

Deno.test("train() with other reports and workers goes on to the same weights and losses", async () => {
  await using dir = await tempDir();
  const accumulate = 2, whole = await train(pointRun({ steps: 20, every: 4, accumulate }));
  await train(kept(dir.path, { accumulate }));
  const end = await train(kept(dir.path, { steps: 20, every: 4, accumulate, workers: 2 }));
  assertEquals(end.weights, whole.weights);
  assertEquals(end.lastWeights, whole.lastWeights);
  assertEquals(end.history.losses, whole.history.losses);
  // What intervals of time recorded in 12 steps is all there, in the windows of the new length.
  const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
  assertEquals(total(end.history.toJSON().counts), total(whole.history.toJSON().counts));
});

Deno.test("train() refuses fewer steps than were made, and other reports where they decide which times are drawn", async () => {
  await using dir = await tempDir();
  const times = { kind: "importance", intervals: 2, history: 2 } as const;
  await train(kept(dir.file("a")));
  await assertRejects(() => train(kept(dir.file("a"), { steps: 8 })), RangeError, "it has made 12 steps, steps is 8");
  await train(kept(dir.file("b"), { times }));
  await assertRejects(() => train(kept(dir.file("b"), { times, every: 4 })), RangeError, "every is 4 here and 5 in");
  const changed = train(kept(dir.file("a"), { learningRate: 1e-3 }));
  await assertRejects(() => changed, RangeError, "to begin a new run at its weights, name them by from");
  assertEquals(await listCheckpoints(dir.file("a")), [12, 10]);
});

Deno.test("train() goes on from the latest sibling that it would have come through, and leaves it as it is", async () => {
  await using dir = await tempDir();
  await train(kept(dir.file("short"), { steps: 7 }));
  await train(kept(dir.file("middle"), { steps: 12 }));
  await train(kept(dir.file("long"), { steps: 40 }));
  await train(kept(dir.file("other"), { seed: 4 }));
  const folders = ["short", "middle", "long", "other", "none"].map((name) => dir.file(name)), resumed: unknown[] = [];
  const before = await Promise.all(folders.slice(0, 4).map((folder) => listCheckpoints(folder)));
  const checkpoint = {
    folder: dir.file("own"),
    every: 5,
    siblings: folders,
    onResume: (...where: unknown[]) => void resumed.push(where),
  };
  const whole = await train(pointRun({ steps: 20 }));
  assertEquals(learned(await train(pointRun({ steps: 20, checkpoint }))), learned(whole));
  assertEquals(resumed, [[12, dir.file("middle")]]);
  assertEquals(await Promise.all(folders.slice(0, 4).map((folder) => listCheckpoints(folder))), before);
  // Its own checkpoint comes first from then on.
  await train(pointRun({ steps: 20, checkpoint }));
  assertEquals(resumed[1], [20, dir.file("own")]);
});

Deno.test("train() begins at the averaged weights of a file, with everything else anew", async () => {
  await using dir = await tempDir();
  const first = await train(pointRun()), file = dir.file("first.safetensors");
  await saveWeights(file, first);
  // A step size of 0 is not allowed; one so small moves no float32.
  const still = { learningRate: 1e-30, warmup: 0, steps: 1 };
  const begun = await train(pointRun({ ...still, from: file, condition: shared, seed: 9 }));
  assertEquals(begun.lastWeights, first.weights);
  assertNotEquals(begun.lastWeights, first.lastWeights);
  // A file and its numbers, one process and workers, alone and in a stack: the same.
  const sameNumbers = { name: "first", sha256: sha256(await Deno.readFile(file)), weights: first.weights };
  const [a, b] = [await train(pointRun({ from: file })), await train(pointRun({ from: sameNumbers }))];
  assertEquals(learned(a), learned(b));
  assertNotEquals(learned(a), learned(await train(pointRun())));
  const together = await trainTogether([pointRun({ from: file }), pointRun({ from: file })], { workers: 2 });
  assertEquals(together.map(learned), [learned(a), learned(a)]);
  const { seed: _, ...unseeded } = pointRun();
  const stack = await trainSeeds({ ...unseeded, ...still, from: file }, [1, 2]);
  assertEquals(stack.map(({ lastWeights }) => lastWeights), [first.weights, first.weights]);
});

Deno.test("train() from given weights resumes its checkpoints, and not those of other weights", async () => {
  await using dir = await tempDir();
  const first = await train(pointRun()), from = dir.file("first.safetensors"), other = dir.file("other.safetensors");
  await saveWeights(from, first);
  await saveWeights(other, await train(pointRun({ seed: 5 })));
  const whole = await train(pointRun({ from, steps: 20 }));
  await train(kept(dir.file("run"), { from }));
  assertEquals(learned(await train(kept(dir.file("run"), { from, steps: 20 }))), learned(whole));
  await assertRejects(() => train(kept(dir.file("run"), { from: other, steps: 20 })), RangeError, "from is ");
  await assertRejects(() => train(kept(dir.file("run"), { steps: 20 })), RangeError, "from is absent here");
});

Deno.test("train() refuses first weights of another network, of another prediction, damaged or missing", async () => {
  await using dir = await tempDir();
  const file = dir.file("first.safetensors");
  await saveWeights(file, await train(pointRun()));
  const network = makeMlp({ shape: [2], hidden: [8], embedding: 16 });
  await assertRejects(() => train(pointRun({ from: file, network })), TypeError, "of shape");
  const loss = { prediction: "v" } as const;
  await assertRejects(() => train(pointRun({ from: file, loss })), RangeError, "its network says eps, not v");
  const few = { name: "few", sha256: "", weights: new Float32Array(3) };
  await assertRejects(() => train(pointRun({ from: few })), TypeError, "the weights of few");
  const bytes = await Deno.readFile(file);
  await Deno.writeFile(file, bytes.with(bytes.length - 1, bytes[bytes.length - 1] ^ 1));
  await assertRejects(() => train(pointRun({ from: file })), SyntaxError, "does not have its SHA-256");
  await assertRejects(() => train(pointRun({ from: dir.file("none") })), Error, "Cannot read");
});
