import { describeOrigin, stored } from "../../../lib/experiments/results/stored.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { flat, writeFiles } from "../../datasets/make_pictures.ts";
import { namesIn, setEnv, tempDir } from "../../io/temp_dir.ts";

/** Counts how often a result is computed, in two folders that go away. */
async function inFolders(
  run: (get: (config: unknown, fresh?: boolean) => Promise<unknown>, folder: string) => Promise<void>,
): Promise<void> {
  await using dir = await tempDir();
  let made = 0;
  const folders = [dir.file("committed"), dir.file("own")] as const;
  await run(
    (config, fresh = false) =>
      stored("thing", config, () => Promise.resolve({ made: ++made, of: config }), { folders, fresh, say: () => {} }),
    dir.path,
  );
}

Deno.test("stored() computes a result once for each configuration, and keeps it apart from the committed ones", async () => {
  await inFolders(async (get, folder) => {
    assertEquals(await get({ steps: 3 }), { made: 1, of: { steps: 3 } });
    assertEquals(await get({ steps: 3 }), { made: 1, of: { steps: 3 } });
    assertEquals(await get({ steps: 4 }), { made: 2, of: { steps: 4 } });
    assertEquals((await namesIn(`${folder}/own`)).length, 2);
    await assertRejects(() => Deno.stat(`${folder}/committed`), Deno.errors.NotFound);
  });
});

Deno.test("stored() replaces the committed result where it is to be fresh, and finds that first", async () => {
  await inFolders(async (get, folder) => {
    await get("a");
    assertEquals(await get("a", true), { made: 2, of: "a" });
    assertEquals(await get("a"), { made: 2, of: "a" });
    assertEquals(await get("a", true), { made: 3, of: "a" });
    assertEquals((await namesIn(`${folder}/committed`)).length, 1);
  });
});

Deno.test("stored() refuses a damaged file, one of another configuration and a result that JSON cannot hold", async () => {
  await inFolders(async (get, folder) => {
    await get("a");
    const [name] = await namesIn(`${folder}/own`), path = `${folder}/own/${name}`;
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.slice(0, 40));
    await assertRejects(() => get("a"), SyntaxError, path);
    // One digit of the value.
    await Deno.writeTextFile(path, text.replace('"made":1', '"made":2'));
    await assertRejects(() => get("a"), SyntaxError, `Cannot read ${path}: its content does not have its SHA-256`);
    await assertRejects(() => get("a"), SyntaxError, "remove it or compute it anew");
    const { sha256: _, ...content } = JSON.parse(text);
    await Deno.writeTextFile(path, JSON.stringify({ ...content, config: "b" }));
    await assertRejects(() => get("a"), RangeError, "another configuration");
    await Deno.writeTextFile(path, JSON.stringify(content));
    assertEquals(await get("a"), { made: 1, of: "a" });
    const folders = [`${folder}/x`, `${folder}/y`] as const;
    await assertRejects(
      () => stored("bad", 1, () => Promise.resolve({ mean: NaN }), { folders, fresh: false }),
      TypeError,
      "value.mean is NaN",
    );
  });
});

Deno.test("stored() computes anew where its pictures changed, says what did, and finds the first with the first", async () => {
  await using dir = await tempDir();
  using _env = setEnv({ NEARZERO_CACHE: dir.file("cache"), NEARZERO_DATA: undefined });
  const set = dir.file("photos"), folders = [dir.file("committed"), dir.file("own")] as const, said: string[] = [];
  let made = 0;
  const get = (fresh = false) =>
    stored("thing", { set }, () => Promise.resolve({ made: ++made }), {
      data: set,
      folders,
      fresh,
      say: (line) => void said.push(line),
    });
  const write = async (grey: number) => await writeFiles(set, { "0.png": await flat(4, 4, [grey]) });
  await write(10);
  assertEquals([await get(true), await get()], [{ made: 1 }, { made: 1 }]);
  await write(20);
  assertEquals(await get(), { made: 2 });
  assertEquals(
    said.at(-2),
    `thing: a stored result is of other data than are here: ${set}, 1 of 1 file differs (0.png)`,
  );
  assertEquals(await get(), { made: 2 });
  await write(10);
  assertEquals(await get(), { made: 1 });
  // Without the pictures the committed result is read as it is.
  await Deno.remove(set, { recursive: true });
  assertEquals([await get(), made], [{ made: 1 }, 2]);
});

Deno.test("describeOrigin() says when, from which commit, on what and for how long", () => {
  const one = { finished: "2026-01-02T03:04:05Z", seconds: 12, changed: false };
  assertEquals(
    describeOrigin({ ...one, commit: "0123456789abcdef", backend: null }),
    "stored result of 2026-01-02, commit 0123456789, float64, 12 s of work",
  );
  const many = describeOrigin({ ...one, changed: true, commit: ["0123456789abcdef", null], backend: ["a", "b"] });
  assert(many.includes("commit 0123456789 and unknown with changes, a and b"));
});

Deno.test("stored() gives what was computed or refuses, whichever bit of its file is flipped", async () => {
  await inFolders(async (get, folder) => {
    const value = await get("a"), [name] = await namesIn(`${folder}/own`), path = `${folder}/own/${name}`;
    const bytes = await Deno.readFile(path);
    for (let at = 0; at < bytes.length; at++) {
      await Deno.writeFile(path, bytes.with(at, bytes[at] ^ 1 << at % 8));
      const read = await get("a").catch((error) => error);
      if (!(read instanceof Error)) assertEquals(read, value, `byte ${at}`);
      else assert(read.message.startsWith("Cannot read "), `${read}`);
    }
  });
});
