import { contentDigest, digestOfKnown } from "../../lib/io/content_digest.ts";
import { filesUnder } from "../../lib/io/file_tree.ts";
import { sha256 } from "../../lib/io/sha256.ts";
import { assert, assertEquals, assertNotEquals, assertRejects } from "../assert.ts";
import { namesIn, setEnv, tempDir } from "./temp_dir.ts";

const settled = 0;
const digestOf = async (path: string, options = {}) =>
  await contentDigest(path, (await filesUnder(path)).files, options);

Deno.test("contentDigest() is the digest of names and bytes, wherever the files lie and in whatever order", async () => {
  await using dir = await tempDir();
  using _env = setEnv({ NEARZERO_CACHE: dir.file("cache") });
  for (const folder of ["a", "b"]) {
    await Deno.mkdir(dir.file(`${folder}/x`), { recursive: true });
    await Deno.writeTextFile(dir.file(`${folder}/x/1`), "one");
    await Deno.writeTextFile(dir.file(`${folder}/2`), "");
  }
  const digest = await digestOf(dir.file("a"));
  assertEquals(digest, await digestOf(dir.file("b")));
  const { files } = await filesUnder(dir.file("a"));
  assertEquals(await contentDigest("a", [...files].reverse()), digest);
  const lines = [["2", 0, sha256("")], ["x/1", 3, sha256("one")]].map((line) => JSON.stringify(line) + "\n");
  assertEquals(digest, { sha256: sha256(lines.join("")), files: 2, bytes: 3 });
  const known = [{ name: "x/1", bytes: 3, sha256: sha256("one") }, { name: "2", bytes: 0, sha256: sha256("") }];
  assertEquals(digestOfKnown(known), digest);
  await assertRejects(() => contentDigest("none", []), RangeError, "Cannot identify none: there are no files");
});

Deno.test("contentDigest() changes with a byte, a name, a file more; not with what does not matter", async () => {
  await using dir = await tempDir();
  using _env = setEnv({ NEARZERO_CACHE: dir.file("cache") });
  await Deno.mkdir(dir.file("set"));
  await Deno.writeTextFile(dir.file("set/a"), "+one");
  const matters = { rule: "plus", test: (head: Uint8Array) => head[0] === "+".charCodeAt(0) };
  const seen = [(await digestOf(dir.file("set"), { matters, settled })).sha256];
  const next = async () => {
    const { sha256 } = await digestOf(dir.file("set"), { matters, settled });
    assert(!seen.includes(sha256));
    seen.push(sha256);
  };
  await Deno.writeTextFile(dir.file("set/a"), "+two");
  await next();
  await Deno.rename(dir.file("set/a"), dir.file("set/b"));
  await next();
  await Deno.writeTextFile(dir.file("set/c"), "+");
  await next();
  await Deno.writeTextFile(dir.file("set/note"), "not counted");
  assertEquals((await digestOf(dir.file("set"), { matters, settled })).sha256, seen.at(-1));
  // Where nothing matters, all does.
  assertNotEquals(
    (await digestOf(dir.file("set"), { matters: { rule: "none", test: () => false }, settled })).sha256,
    seen.at(-1),
  );
});

Deno.test("contentDigest() does not read files again that have not changed, and only keeps what has settled", async () => {
  await using dir = await tempDir();
  using _env = setEnv({ NEARZERO_CACHE: dir.file("cache") });
  await Deno.mkdir(dir.file("set"));
  await Deno.writeTextFile(dir.file("set/a"), "one");
  const digest = await digestOf(dir.file("set"), { settled: 60_000 });
  assertEquals(await namesIn(dir.file("cache")), ["content-files"]);
  await digestOf(dir.file("set"), { settled });
  const [name] = await namesIn(dir.file("cache/content")), kept = dir.file(`cache/content/${name}`);
  // What is kept is believed: so the files were not read.
  const other = { ...JSON.parse(await Deno.readTextFile(kept)), sha256: "0".repeat(64) };
  await Deno.writeTextFile(kept, JSON.stringify(other));
  assertEquals((await digestOf(dir.file("set"))).sha256, "0".repeat(64));
  // Damage to it costs a second reading; so does a file of the same size with a later time.
  await Deno.writeTextFile(kept, JSON.stringify(other).slice(0, -3));
  assertEquals(await digestOf(dir.file("set")), digest);
  await Deno.writeTextFile(kept, JSON.stringify(other));
  await Deno.utime(dir.file("set/a"), 1, 1);
  assertEquals(await digestOf(dir.file("set"), { settled }), digest);
});
