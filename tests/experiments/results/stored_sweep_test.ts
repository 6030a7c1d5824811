import { storedSweep } from "../../../lib/experiments/results/stored_sweep.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { flat, writeFiles } from "../../datasets/make_pictures.ts";
import { namesIn, setEnv, tempDir } from "../../io/temp_dir.ts";
import { smallRun } from "../fixtures.ts";

Deno.test("storedSweep() makes a sweep's runs, commits them when fresh, and reads them while its file says the same", async () => {
  await using dir = await tempDir();
  const file = dir.file("sweep.json"), said: string[] = [], progress: number[] = [];
  const write = (steps: number) =>
    Deno.writeTextFile(
      file,
      JSON.stringify({ name: "tiny", base: { ...smallRun, training: { ...smallRun.training, steps } } }),
    );
  const options = {
    folder: dir.file("results"),
    store: dir.file("store"),
    say: (line: string) => void said.push(line),
    onProgress: (done: number) => void progress.push(done),
  };
  await write(3);
  const made = await storedSweep(file, { ...options, fresh: true });
  assertEquals([made.runs, made.rows.length, made.rows[0].metric], [1, 1, "energy distance"]);
  assertEquals(await namesIn(options.folder), ["tiny.csv", "tiny.json"]);
  assertEquals([progress[0], progress.at(-1)], [0, 1]);

  // Without the store nothing could be made anew: this is the committed table.
  await Deno.remove(options.store, { recursive: true });
  assertEquals(await storedSweep(file, { ...options, fresh: false }), made);
  assert(said.at(-1)!.startsWith("tiny: stored result of "), said.at(-1));

  await write(4);
  const other = await storedSweep(file, { ...options, fresh: false });
  assert(other.rows[0].id !== made.rows[0].id);
  assertEquals(said.slice(-2), [
    "tiny: the committed table is of other runs than the sweep's file says",
    "tiny: 1 of 1 runs, made on this machine",
  ]);
  // What is committed is replaced only when asked.
  await write(3);
  assertEquals(await storedSweep(file, { ...options, fresh: false }), made);
});

Deno.test("storedSweep() makes a table anew where its pictures are others, and reads it where they are not here", async () => {
  await using dir = await tempDir();
  using _env = setEnv({ NEARZERO_CACHE: dir.file("cache"), NEARZERO_DATA: undefined });
  const file = dir.file("sweep.json"), set = dir.file("photos"), said: string[] = [];
  const base = {
    data: { kind: "pictures", name: set, size: 8, channels: 1 },
    training: { network: { kind: "unet", shape: [8, 8, 1], base: 8, multipliers: [1] }, steps: 1, batch: 2 },
    sampler: { evaluations: 1, count: 4 },
    metrics: ["energy"],
  };
  await Deno.writeTextFile(file, JSON.stringify({ name: "tiny", base }));
  const write = async (grey: number) => {
    const names = ["0.png", "1.png", "2.png", "3.png"], picture = await flat(8, 8, [grey]);
    await writeFiles(set, Object.fromEntries(names.map((name) => [name, picture])));
  };
  const options = {
    folder: dir.file("results"),
    store: dir.file("store"),
    say: (line: string) => void said.push(line),
  };
  await write(10);
  const dark = await storedSweep(file, { ...options, fresh: true });
  assertEquals(Object.keys(dark.provenance.content!), [`data ${set}`]);
  assertEquals(await storedSweep(file, { ...options, fresh: false }), dark);
  await write(200);
  const bright = await storedSweep(file, { ...options, fresh: false });
  assert(bright.rows[0].id !== dark.rows[0].id && bright.rows[0].value !== dark.rows[0].value);
  assertEquals(
    said.at(-2),
    `tiny: the committed table is of other data than are here: data ${set}, 4 of 4 files differ (0.png, 1.png, 2.png, …)`,
  );
  await Deno.remove(set, { recursive: true });
  assertEquals(await storedSweep(file, { ...options, fresh: false }), dark);
});

Deno.test("storedSweep() says how many runs failed", async () => {
  await using dir = await tempDir();
  const file = dir.file("sweep.json");
  const base = { ...smallRun, training: { ...smallRun.training, optimiser: { learningRate: 1e30, clip: null } } };
  await Deno.writeTextFile(file, JSON.stringify({ name: "bad", base }));
  const made = storedSweep(file, { folder: dir.file("results"), store: dir.file("store"), say: () => {} });
  await assertRejects(() => made, Error, "1 of its 1 runs are not finished");
});
