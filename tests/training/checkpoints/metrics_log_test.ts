import { readJsonLines } from "../../../lib/io/formats/json_lines.ts";
import { stepOfEvent } from "../../../lib/io/formats/tensorboard.ts";
import { readTfRecords, tfRecord } from "../../../lib/io/formats/tfrecord.ts";
import { startBackend } from "../../../lib/backend/choice/start.ts";
import type { TrainOptions } from "../../../lib/training/options.ts";
import { train } from "../../../lib/training/runs/train.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";
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
  await assertRejects(() => train(pointRun({ log: { folder: dir.file("file") } })), Error, "Cannot lease");
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

Deno.test("train() cuts a torn log where it is damaged, says so and goes on", async () => {
  await using dir = await tempDir();
  const stop = new AbortController();
  const onProgress = ({ step }: { step: number }) => void (step === 10 && stop.abort(new Error("enough")));
  const half = dir.file("half");
  await assertRejects(() => train(logged(half, { onProgress, signal: stop.signal })), Error, "enough");
  const event = "events.out.tfevents.nearzero", line = "metrics.jsonl";
  const junk = tfRecord(Uint8Array.of(0xff, 0xff, 0xff));
  const damages: [what: string, file: string, damage: (bytes: Uint8Array) => Uint8Array, kept: number[]][] = [
    ["a tail of zeros", event, (bytes) => joined(bytes, new Uint8Array(64)), [0, 5, 10]],
    ["a record that is no event", event, (bytes) => joined(bytes, junk), [0, 5, 10]],
    ["a bit flip in its last record", event, (bytes) => flipped(bytes, bytes.length - 30), [0, 5]],
    ["a bit flip in its first record", event, (bytes) => flipped(bytes, 14), [0]],
    ["zeros in the middle", event, (bytes) => bytes.slice().fill(0, bytes.length / 2, bytes.length / 2 + 16), [0]],
    ["zeros only", event, (bytes) => new Uint8Array(bytes.length), [0]],
    ["a line that is not JSON", line, (bytes) => joined(bytes, text("{]\n")), [5, 10]],
    ["a line that is no report", line, (bytes) => joined(bytes, text("null\n[]\n")), [5, 10]],
    ["a bit flip in its first brace", line, (bytes) => flipped(bytes, 0), []],
    ["zeros in the middle", line, (bytes) => bytes.slice().fill(0, 40, 80), []],
    ["reports out of order", line, (bytes) => joined(bytes, bytes), [5, 10]],
  ];
  for (const [i, [what, file, damage, kept]] of damages.entries()) {
    const folder = dir.file(`${i}`), told: string[] = [];
    await copyFolder(half, folder);
    await Deno.writeFile(`${folder}/${file}`, damage(await Deno.readFile(`${folder}/${file}`)));
    const log = { folder, onDamaged: ({ message }: Error) => void told.push(message) };
    await train(logged(folder, { log }));
    assertEquals(told.length, 1, what);
    assert(told[0].startsWith(`Cannot read ${folder}/${file}: `) && / at byte \d+$/.test(told[0]), told[0]);
    const lines = (await readJsonLines(`${folder}/${line}`)).map(({ value }) => (value as { step: number }).step);
    const events = (await readTfRecords(`${folder}/${event}`)).map(({ data }) => stepOfEvent(data));
    assertEquals(file === line ? lines : events, [...kept, 12], what);
  }
});

const text = (content: string) => new TextEncoder().encode(content);
const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const flipped = (bytes: Uint8Array, at: number) => bytes.with(at, bytes[at] ^ 4);

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(`${from}/${name}`, `${to}/${name}`);
    else await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}
