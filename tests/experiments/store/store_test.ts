import { join } from "node:path";
import { type RunResult, Store } from "../../../lib/experiments/store/store.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { namesIn, tempDir } from "../../io/temp_dir.ts";

const result: RunResult = {
  config: { a: 1 },
  scores: { scores: [{ metric: "FCD", value: 1, low: null, high: null, n: 8, seed: 0 }], curves: [] },
  provenance: {
    kit: "0.1.0",
    lock: "0",
    commit: null,
    changed: null,
    deno: "2.9.6",
    machine: "linux x86_64",
    backend: null,
    started: "2026-01-01T00:00:00.000Z",
    finished: "2026-01-01T00:00:01.000Z",
    seconds: 1,
    together: [0],
    data: { name: "points", count: 4, sha256: "0" },
  },
};

Deno.test("Store.open() makes a store once, and opens it again", async () => {
  await using dir = await tempDir();
  const folder = dir.file("new/store");
  await Store.open(folder);
  const before = await Deno.readTextFile(join(folder, "store.json"));
  await Store.open(folder);
  assertEquals(await Deno.readTextFile(join(folder, "store.json")), before);
});

Deno.test("Store.open() refuses a store of another version and a folder of other things, and touches neither", async () => {
  await using dir = await tempDir();
  await Deno.writeTextFile(dir.file("store.json"), '{"layout": 99}');
  await assertRejects(() => Store.open(dir.path), RangeError, "it has layout 99, this kit reads 1");
  assertEquals(await namesIn(dir.path), ["store.json"]);
  await Deno.rename(dir.file("store.json"), dir.file("thesis.tex"));
  await assertRejects(() => Store.open(dir.path), RangeError, "it holds thesis.tex and no store.json");
  assertEquals(await namesIn(dir.path), ["thesis.tex"]);
  await Deno.writeTextFile(dir.file("store.json"), "{");
  await assertRejects(() => Store.open(dir.path), SyntaxError, "store.json: it is not JSON");
});

Deno.test("Store.finish() gives back what it was given, and takes a failure away", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.path);
  await store.fail("a", { name: "Error", message: "no", lastLines: ["x"], retry: true, when: "now" });
  assertEquals((await store.failure("a"))?.lastLines, ["x"]);
  assert(!await store.isDone("a"));
  await store.finish("a", result);
  assert(await store.isDone("a"));
  assertEquals(await store.failure("a"), undefined);
  assertEquals(await store.result("a"), result);
});

Deno.test("Store.finish() leaves a run unfinished where the disk takes no more, and loses nothing", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.path);
  await store.finish("a", result);
  // A folder in the place of the file stands for a disk that takes no more.
  await Deno.mkdir(join(store.runFolder("b"), "scores.json", "x"), { recursive: true });
  await assertRejects(() => store.finish("b", result), Error, "Cannot write");
  assertEquals(await store.result("a"), result);
});

Deno.test("Store.result() names the file that is damaged", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.path);
  await store.finish("a", result);
  await Deno.writeTextFile(join(store.runFolder("a"), "scores.json"), '{"scores": [{"metric": 1}], "curves": []}');
  await assertRejects(() => store.result("a"), SyntaxError, "scores.0.metric is not as this kit writes it");
});

Deno.test("Store.open() takes no store.json that says no layout", async () => {
  await using dir = await tempDir();
  for (const content of ["null", "[]", "7", "{}", '{"layout":{"toString":1}}', ""]) {
    await Deno.writeTextFile(dir.file("store.json"), content);
    await assertRejects(() => Store.open(dir.path), SyntaxError, `Cannot read ${dir.file("store.json")}: `);
  }
});

Deno.test("Store's folders are in the store, whatever the name", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.path);
  for (const name of ["../../x", "..", ".", "", "a/b", "a\\b", "a\0b", "a\nb", "x".repeat(300)]) {
    for (const folder of ["runFolder", "networkFolder", "sweepFolder"] as const) {
      await assertRejects(async () => await store[folder](name), RangeError, "is no name of a file");
    }
  }
});

Deno.test("Store.result() sees one digit that was changed in any of a run's files; such a run is not finished", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.path);
  await store.finish("other", result);
  for (
    const [name, from, to] of [
      ["scores", '"value": 1', '"value": 2'],
      ["scores", '"n": 8', '"n": 9'],
      ["config", '"a": 1', '"a": 2'],
      ["provenance", '"seconds": 1', '"seconds": 2'],
    ]
  ) {
    await store.finish("a", result);
    assert(await store.isDone("a"));
    const path = join(store.runFolder("a"), `${name}.json`), text = await Deno.readTextFile(path);
    assert(text.includes(from));
    await Deno.writeTextFile(path, text.replace(from, to));
    await assertRejects(() => store.result("a"), SyntaxError, `Cannot read ${path}: `);
    assert((await store.find("a") as Error).message.endsWith("run it again, and it is measured anew"));
    assert(!await store.isDone("a"));
    assert(await store.isDone("other"));
  }
  assertEquals(await store.find("other"), result);
  assertEquals(await store.find("none"), undefined);
});

Deno.test("Store reads results of earlier versions, which have no digests", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.path), folder = store.runFolder("a");
  await Deno.mkdir(folder, { recursive: true });
  for (const [name, value] of Object.entries(result)) {
    await Deno.writeTextFile(join(folder, `${name}.json`), JSON.stringify(value));
  }
  assertEquals(await store.result("a"), result);
});

Deno.test("Store.failure() of a damaged file is a failure that another try may mend", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.path), path = join(store.runFolder("a"), "failure.json");
  for (const bad of ["", "null", '{"name": 1}']) {
    await store.fail("a", { name: "Error", message: "no", lastLines: [], retry: false, when: "now" });
    await Deno.writeTextFile(path, bad);
    const { message, retry } = (await store.failure("a"))!;
    assert(retry && message.startsWith(`Cannot read ${path}: `), message);
    assert(!await store.isDone("a"));
  }
});

Deno.test("Store.remember() tells what has changed under its name, once, and recall() what was seen last", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.path);
  assertEquals(await store.recall("data a"), undefined);
  assertEquals(await store.remember({ "data a": "1", "data b": "2" }), []);
  assertEquals(await store.remember({ "data a": "3", "data b": "2" }), [{ what: "data a", before: "1", after: "3" }]);
  assertEquals(await store.remember({ "data a": "3" }), []);
  assertEquals([await store.recall("data a"), await store.recall("data b")], ["3", "2"]);
  for (const name of await namesIn(dir.file("contents"))) await Deno.writeTextFile(dir.file(`contents/${name}`), "{");
  assertEquals(await store.recall("data a"), undefined);
});

Deno.test("Store.result() gives what was finished or refuses, whichever bit of a run's files is flipped", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.path), folder = store.runFolder("a");
  await store.finish("a", result);
  for (const name of ["scores.json", "config.json", "provenance.json"]) {
    const path = join(folder, name), bytes = await Deno.readFile(path);
    for (let at = 0; at < bytes.length; at++) {
      await Deno.writeFile(path, bytes.with(at, bytes[at] ^ 1 << at % 8));
      // White space, and a letter's case in an escape or an exponent, mean nothing.
      const read = await store.result("a").catch((error) => error);
      if (!(read instanceof Error)) assertEquals(read, result, `byte ${at} of ${name}`);
      else assert(read instanceof SyntaxError && read.message.startsWith("Cannot read "), `${read}`);
    }
    await Deno.writeFile(path, bytes);
  }
});
