import { describeOrigin, stored } from "../../../lib/experiments/results/stored.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { namesIn, tempDir } from "../../io/temp_dir.ts";

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
    await Deno.writeTextFile(path, text.replace('"config":"a"', '"config":"b"'));
    await assertRejects(() => get("a"), RangeError, "another configuration");
    const folders = [`${folder}/x`, `${folder}/y`] as const;
    await assertRejects(
      () => stored("bad", 1, () => Promise.resolve({ mean: NaN }), { folders, fresh: false }),
      TypeError,
      "value.mean is NaN",
    );
  });
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
