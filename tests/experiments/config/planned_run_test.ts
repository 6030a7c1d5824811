import { type PlannedRun, planRun } from "../../../lib/experiments/config/planned_run.ts";
import { runConfig } from "../../../lib/experiments/config/run_config.ts";
import { checkContent, dependenciesOf, NOT_HERE } from "../../../lib/experiments/config/run_content.ts";
import { kitIdentity } from "../../../lib/experiments/store/identity.ts";
import { contentId } from "../../../lib/io/content_id.ts";
import { sha256 } from "../../../lib/io/sha256.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { flat, writeFiles } from "../../datasets/make_pictures.ts";
import { setEnv, tempDir } from "../../io/temp_dir.ts";
import { smallRun } from "../fixtures.ts";

const training = { network: { kind: "unet", shape: [8, 8, 1], base: 8 }, steps: 2, batch: 2 };
const onPictures = (name: string, changes: Record<string, unknown> = {}) =>
  runConfig({ data: { kind: "pictures", name, size: 8, channels: 1 }, training, ...changes });

Deno.test("planRun() gives drawn data the identity of their configuration and software alone", async () => {
  const config = runConfig(smallRun), kit = await kitIdentity();
  const run = await planRun(config);
  assertEquals(run.id, await contentId({ config, ...kit }));
  assertEquals(run.network, await contentId({ config: { data: config.data, training: config.training }, ...kit }));
  assertEquals([run.content, run.missing], [{}, undefined]);
});

Deno.test("planRun() gives pictures that were replaced under their names another identity, and back the first", async () => {
  await using dir = await tempDir();
  using _env = setEnv({ NEARZERO_CACHE: dir.file("cache"), NEARZERO_DATA: undefined });
  const set = dir.file("photos"),
    write = async (grey: number, names: string[]) => {
      const picture = await flat(8, 8, [grey]);
      await writeFiles(set, Object.fromEntries(names.map((name) => [name, picture])));
    };
  const plan = (changes = {}) => planRun(onPictures(set, changes));
  await write(10, ["0.png", "1.png"]);
  const dark = await plan(), fewer = await plan({ sampler: { evaluations: 7 } });
  assertEquals([fewer.network === dark.network, fewer.id === dark.id], [true, false]);
  assertEquals(Object.keys(dark.content), [`data ${set}`]);
  await write(200, ["1.png"]);
  const bright = await plan();
  assert(bright.id !== dark.id && bright.network !== dark.network);
  await assertRejects(
    () => checkContent("run", dependenciesOf(dark.config), dark.content),
    RangeError,
    `Cannot run: data ${set} is not what it was when this was planned, since then 1 of 2 files differ (1.png); plan`,
  );
  await write(10, ["1.png"]);
  const again = await plan();
  assertEquals([again.id, again.network], [dark.id, dark.network]);
});

Deno.test("planRun() finds results of data that are not here by what a store saw last", async () => {
  await using dir = await tempDir();
  using _env = setEnv({ NEARZERO_CACHE: dir.file("cache"), NEARZERO_DATA: undefined });
  const set = dir.file("photos");
  await writeFiles(set, { "0.png": await flat(8, 8, [10]) });
  const here = await planRun(onPictures(set)), config = onPictures(set);
  await Deno.remove(set, { recursive: true });
  const gone = await planRun(config);
  assertEquals(gone.content, { [`data ${set}`]: NOT_HERE });
  assert(gone.missing![`data ${set}`].startsWith(`Cannot read ${set}`));
  const recalled = await planRun(config, { recall: (what) => Promise.resolve(here.content[what]) });
  assertEquals([recalled.id, recalled.network], [here.id, here.network]);
  const given = await planRun(config, { given: here.content });
  assertEquals([given.id, given.missing], [here.id, undefined]);
});

Deno.test("planRun() identifies first weights by their bytes, wherever they lie, and Inception's where they are asked", async () => {
  await using dir = await tempDir();
  using _env = setEnv({ NEARZERO_CACHE: dir.file("cache"), NEARZERO_INCEPTION: dir.file("inception.npz") });
  const plan = (from?: string, changes = {}): Promise<PlannedRun> =>
    planRun(runConfig({ ...smallRun, training: { ...smallRun.training, from }, ...changes }));
  for (const [name, text] of [["a", "one"], ["b", "one"], ["c", "two"]]) await Deno.writeTextFile(dir.file(name), text);
  const [drawn, a, b, c] = [await plan(), ...await Promise.all(["a", "b", "c"].map((name) => plan(dir.file(name))))];
  assertEquals([a.id, a.network], [b.id, b.network]);
  assertEquals(new Set([drawn.network, a.network, c.network]).size, 3);
  assertEquals(a.config.training.from, dir.file("a"));
  const line = JSON.stringify(["weights", 3, sha256("one")]) + "\n";
  assertEquals(a.content, { [`weights ${dir.file("a")}`]: sha256(line) });

  const fid = await plan(undefined, { metrics: ["fid"] });
  assertEquals(Object.values(fid.missing!)[0].includes("NEARZERO_INCEPTION"), true);
  await Deno.writeTextFile(dir.file("inception.npz"), "weights");
  const other = await plan(undefined, { metrics: ["fid"] });
  assertEquals([other.network, other.id === fid.id], [fid.network, false]);
});
