import { readJsonLines } from "../../../lib/io/formats/json_lines.ts";
import { stepOfEvent } from "../../../lib/io/formats/tensorboard.ts";
import { readTfRecords } from "../../../lib/io/formats/tfrecord.ts";
import { startBackend } from "../../../lib/backend/choice/start.ts";
import type { TrainOptions } from "../../../lib/training/options.ts";
import { train } from "../../../lib/training/runs/train.ts";
import { assertEquals, assertRejects } from "../../assert.ts";
import { failingWrites } from "../../io/failing_writes.ts";
import { namesIn, tempDir } from "../../io/temp_dir.ts";
import { pointRun, reportsIn } from "../fixtures.ts";

await startBackend("wasm");

const logged = (folder: string, changes: Partial<TrainOptions> = {}) =>
  pointRun({ log: { folder }, checkpoint: { folder: `${folder}/checkpoints`, every: 5 }, ...changes });

Deno.test("train() writes each report as a line of JSON and as an event", async () => {
  await using dir = await tempDir();
  const { history } = await train(logged(dir.path));
  assertEquals(await namesIn(dir.path), ["checkpoints", "events.out.tfevents.nearzero", "metrics.jsonl"]);
  const lines = (await readJsonLines(dir.file("metrics.jsonl"))).map(({ value }) => value as Record<string, unknown>);
  assertEquals(lines.map(({ step }) => step), [5, 10, 12]);
  assertEquals(lines.map(({ loss }) => loss), [history.mean(0, 5), history.mean(5, 10), history.mean(10, 12)]);
  const byInterval = lines[2].lossByInterval as (number | null)[];
  assertEquals(byInterval.map((loss) => loss ?? NaN), [...history.byInterval(10)]);
  const events = await readTfRecords(dir.file("events.out.tfevents.nearzero"));
  assertEquals(events.map(({ data }) => stepOfEvent(data)), [0, 5, 10, 12]);
});

Deno.test("an interrupted run's logs are those of an unbroken one but for times", async () => {
  await using dir = await tempDir();
  const [whole, broken] = [dir.file("whole"), dir.file("broken")];
  await train(logged(whole));
  const onProgress = ({ step }: { step: number }) => {
    if (step === 12) throw new Error("torn");
  };
  await assertRejects(() => train(logged(broken, { onProgress, checkpoint: undefined })), Error, "torn");
  for (const stopAt of [5, 10]) {
    const stop = new AbortController();
    const onProgress = ({ step }: { step: number }) => void (step === stopAt && stop.abort(new Error("enough")));
    await assertRejects(() => train(logged(broken, { onProgress, signal: stop.signal })), Error, "enough");
    // A report that no checkpoint knows of, and one that was being written.
    const path = `${broken}/metrics.jsonl`;
    await Deno.writeTextFile(path, '{"step":15}\n{"st', { append: true });
  }
  await train(logged(broken));
  assertEquals(await reportsIn(broken), await reportsIn(whole));
});

Deno.test("train() that cannot write its log says where", async () => {
  await using dir = await tempDir();
  await Deno.writeTextFile(dir.file("file"), "kept");
  await assertRejects(() => train(pointRun({ log: { folder: dir.file("file") } })), Error, "Cannot read");
  assertEquals(await Deno.readTextFile(dir.file("file")), "kept");
  const folder = dir.file("run");
  let full: Disposable | undefined;
  const onProgress = ({ step }: { step: number }) => void (step === 5 && (full = failingWrites(10)));
  await assertRejects(
    () => train(pointRun({ log: { folder }, onProgress })).finally(() => full?.[Symbol.dispose]()),
    Error,
    `Cannot write ${folder}/metrics.jsonl: No space left on device`,
  );
  assertEquals((await readJsonLines(`${folder}/metrics.jsonl`)).length, 1);
});
