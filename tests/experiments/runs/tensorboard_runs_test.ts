import { join } from "node:path";
import { startBackend } from "../../../lib/backend/choice/start.ts";
import { showRuns, tensorboardFolder } from "../../../lib/experiments/runs/tensorboard_runs.ts";
import { readTfRecords } from "../../../lib/io/formats/tfrecord.ts";
import { assert, assertEquals } from "../../assert.ts";
import { tempDir } from "../../io/temp_dir.ts";
import { shownRun } from "./shown_run.ts";

await startBackend("wasm");

/** All files below a folder, by their paths in it. */
async function filesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    found.push(...isDirectory ? (await filesIn(join(folder, name))).map((path) => `${name}/${path}`) : [name]);
  }
  return found.sort();
}

Deno.test("showRuns() puts losses and the end of a run under its name, once, and nowhere else", async () => {
  await using dir = await tempDir();
  const { store, named } = await shownRun(dir.path, "toy/n = 5, E-TSDM/seed 1"), folder = tensorboardFolder(store);
  const files = ["training", "run"].map((what, i) => `toy/n = 5, E-TSDM/seed 1/events.out.tfevents.${i}.${what}`);
  assertEquals(await filesIn(folder), files);
  const [losses, end] = files.map((file) => join(folder, file)), written = await Deno.readFile(end);
  const own = join(store.networkFolder(named.network), "events.out.tfevents.nearzero");
  assertEquals(await Deno.readFile(losses), await Deno.readFile(own));
  // What the network's log takes up next is there too.
  await Deno.writeFile(own, new Uint8Array(3), { append: true });
  assertEquals((await Deno.stat(losses)).size, (await Deno.stat(own)).size);
  const before = await Deno.stat(end);
  await showRuns(store, [named]);
  assertEquals([(await Deno.stat(end)).mtime, await Deno.readFile(end)], [before.mtime, written]);
  // Of another run of that name the end is another.
  await Deno.writeTextFile(end, "the end of an earlier run");
  await showRuns(store, [named]);
  assertEquals(await Deno.readFile(end), written);
  assertEquals((await readTfRecords(end, { onDamaged: (error: Error) => assert(false, error.message) })).length, 4);
});

Deno.test("showRuns() leaves what is not there yet, and no name leads out of its folder", async () => {
  await using dir = await tempDir();
  const { store, named } = await shownRun(dir.path, "../../a:b/..");
  assertEquals((await filesIn(tensorboardFolder(store)))[0].split("/").slice(0, -1), ["_", "_", "a_b", "_"]);
  await showRuns(store, [{ ...named, name: "later", run: "0".repeat(16), network: "1".repeat(16) }]);
  assert(!(await filesIn(tensorboardFolder(store))).some((path) => path.startsWith("later")));
});
