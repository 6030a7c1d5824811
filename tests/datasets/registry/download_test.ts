import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { downloadFile } from "../../../lib/datasets/registry/download.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { namesIn, tempDir } from "../../io/temp_dir.ts";

const content = Uint8Array.from({ length: 20_000 }, (_, i) => (i * 31 + (i >> 8)) % 256);
const sha256 = createHash("sha256").update(content).digest("hex");

interface Stand extends AsyncDisposable {
  readonly ranges: (string | null)[];
  file(...paths: string[]): { name: string; bytes: number; sha256: string; addresses: string[] };
}

/** A stand-in for the official server, on this machine only. */
function serve(handle: (request: Request, path: string) => Response): Stand {
  const ranges: (string | null)[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    ranges.push(request.headers.get("range"));
    return handle(request, new URL(request.url).pathname);
  });
  const address = `http://127.0.0.1:${server.addr.port}`;
  return {
    ranges,
    file: (...paths) => ({
      name: "set.bin",
      bytes: content.length,
      sha256,
      addresses: paths.map((path) => `${address}${path}`),
    }),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** Answers as a server with ranges does. */
function ranged(request: Request): Response {
  const from = Number(request.headers.get("range")?.match(/^bytes=(\d+)-$/)?.[1] ?? -1);
  if (from < 0) return new Response(content);
  if (from >= content.length) return new Response(null, { status: 416 });
  return new Response(content.subarray(from), {
    status: 206,
    headers: { "content-range": `bytes ${from}-${content.length - 1}/${content.length}` },
  });
}

Deno.test("downloadFile() fetches, verifies and reports progress, then finds the file there", async () => {
  await using dir = await tempDir();
  await using server = serve(ranged);
  const seen: number[] = [];
  const path = await downloadFile(server.file("/a"), dir.file("new/folder"), { onProgress: (done) => seen.push(done) });
  assertEquals(await Deno.readFile(path), content);
  assertEquals(seen.at(-1), content.length);
  assertEquals(await namesIn(dir.file("new/folder")), ["set.bin"]);
  assertEquals(await downloadFile(server.file("/a"), dir.file("new/folder")), path);
  assertEquals(server.ranges, [null]);
  assertEquals(await namesIn(dir.file("new/folder")), ["set.bin"]);
});

Deno.test("downloadFile() refuses a truncated download, keeps it and resumes it", async () => {
  await using dir = await tempDir();
  await using cut = serve(() => new Response(content.subarray(0, 7000)));
  const error = await assertRejects(
    () => downloadFile(cut.file("/a"), dir.path),
    Error,
    "Cannot fetch set.bin: http://",
  );
  assert(error.message.includes("only 7000 of 20000 bytes came"), error.message);
  assert(error.message.includes("run the same again to resume") && error.message.includes("NEARZERO_DATA=DIR"));
  assertEquals(await namesIn(dir.path), ["set.bin.partial"]);

  await using whole = serve(ranged);
  assertEquals(await Deno.readFile(await downloadFile(whole.file("/a"), dir.path)), content);
  assertEquals(whole.ranges, ["bytes=7000-"]);
  assertEquals(await namesIn(dir.path), ["set.bin"]);
});

Deno.test("downloadFile() resumes what a broken connection left", async () => {
  await using dir = await tempDir();
  await using whole = serve(ranged);
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const answer = (async () => {
    using connection = await listener.accept();
    await connection.read(new Uint8Array(1000));
    await connection.write(new TextEncoder().encode(`HTTP/1.1 200 OK\r\ncontent-length: ${content.length}\r\n\r\n`));
    await connection.write(content.subarray(0, 5000));
  })();
  const broken = { ...whole.file(), addresses: [`http://127.0.0.1:${listener.addr.port}/a`] };
  await assertRejects(() => downloadFile(broken, dir.path), Error, "5000 bytes that came are kept");
  await answer;
  await downloadFile(whole.file("/a"), dir.path);
  assertEquals(whole.ranges, ["bytes=5000-"]);
});

Deno.test("downloadFile() starts again where the server ignores the range or has less", async () => {
  await using dir = await tempDir();
  await using ignoring = serve(() => new Response(content));
  await Deno.writeFile(dir.file("set.bin.partial"), new Uint8Array(9000));
  assertEquals(await Deno.readFile(await downloadFile(ignoring.file("/a"), dir.path)), content);
  assertEquals(ignoring.ranges, ["bytes=9000-"]);

  await Deno.remove(dir.file("set.bin"));
  await Deno.writeFile(dir.file("set.bin.partial"), content.subarray(0, 9000));
  await using lost = serve((request, path) => path === "/less" ? new Response(null, { status: 416 }) : ranged(request));
  assertEquals(await Deno.readFile(await downloadFile(lost.file("/less", "/a"), dir.path)), content);
  assertEquals(lost.ranges, ["bytes=9000-", null]);
});

Deno.test("downloadFile() refuses another range than the one asked for", async () => {
  await using dir = await tempDir();
  await Deno.writeFile(dir.file("set.bin.partial"), content.subarray(0, 9000));
  await using server = serve(() =>
    new Response(content.subarray(4000), { status: 206, headers: { "content-range": "bytes 4000-19999/20000" } })
  );
  await assertRejects(() => downloadFile(server.file("/a"), dir.path), Error, "another range");
  assertEquals(await Deno.readFile(dir.file("set.bin.partial")), content.subarray(0, 9000));
});

Deno.test("downloadFile() refuses a wrong checksum and too many bytes, and never touches the file that is there", async () => {
  await using dir = await tempDir();
  await Deno.writeTextFile(dir.file("set.bin"), "what was there before");
  await using wrong = serve((_, path) =>
    new Response(path === "/long" ? new Uint8Array(content.length + 1) : content.with(77, 1))
  );
  await assertRejects(() => downloadFile(wrong.file("/a"), dir.path), Error, "refused: SHA-256 is");
  await assertRejects(() => downloadFile(wrong.file("/long"), dir.path), Error, "more than the 20000 bytes expected");
  assertEquals(await Deno.readTextFile(dir.file("set.bin")), "what was there before");
  assertEquals(await namesIn(dir.path), ["set.bin"]);
});

Deno.test("downloadFile() fetches the packed form of a file that is known by what it unpacks to, into the folder of its set", async () => {
  await using dir = await tempDir();
  const packed = gzipSync(content),
    of = (address: string) => ({ ...server.file(address), name: "set/a", gzipped: packed.length });
  await using server = serve((_, path) => new Response(path === "/a" ? packed : packed.with(99, packed[99] ^ 1)));
  await assertRejects(() => downloadFile(of("/b"), dir.path), Error, "refused: ");
  assertEquals(await downloadFile(of("/a"), dir.path), dir.file("set/a.gz"));
  assertEquals(await namesIn(dir.file("set")), ["a.gz"]);
});

Deno.test("downloadFile() tries every address and names each with its reason", async () => {
  await using dir = await tempDir();
  await using server = serve((request, path) =>
    path === "/good" ? ranged(request) : new Response("no", { status: 404 })
  );
  const error = await assertRejects(() => downloadFile(server.file("/a", "/b"), dir.path), Error, "/b (HTTP 404");
  assert(error.message.includes("/a (HTTP 404"), error.message);
  assertEquals(await namesIn(dir.path), []);
  await downloadFile(server.file("/a", "/good"), dir.path);
  const closed = { ...server.file("/a"), name: "other.bin", addresses: ["http://127.0.0.1:1/x"] };
  await assertRejects(() => downloadFile(closed, dir.path), Error, "http://127.0.0.1:1/x (");
});

Deno.test("downloadFile() gives up on a server that sends nothing", async () => {
  await using dir = await tempDir();
  await using server = serve(() =>
    new Response(new ReadableStream({ start: (controller) => controller.enqueue(content.subarray(0, 100)) }))
  );
  await assertRejects(
    () => downloadFile(server.file("/a"), dir.path, { stallSeconds: 1.5 }),
    Error,
    "nothing came for",
  );
  assertEquals((await Deno.stat(dir.file("set.bin.partial"))).size, 100);
});

Deno.test("downloadFile() lets two downloads of one file wait for each other", async () => {
  await using dir = await tempDir();
  await using server = serve(ranged);
  const paths = await Promise.all([1, 2, 3].map(() => downloadFile(server.file("/a"), dir.path)));
  assertEquals(await Deno.readFile(paths[0]), content);
  assertEquals(await namesIn(dir.path), ["set.bin"]);
});
