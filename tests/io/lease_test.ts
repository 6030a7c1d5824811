import { hostname } from "node:os";
import { Lease, LeaseHeldError, leaseHolder } from "../../lib/io/lease.ts";
import { assert, assertEquals, assertRejects } from "../assert.ts";
import { namesIn, tempDir } from "./temp_dir.ts";

const other = (pid: number, host = hostname()) =>
  JSON.stringify({ host, pid, since: "2026-01-02T03:04:05.000Z", token: "t" });

/** Puts another's lease in the place of one, as a process that takes it does. */
async function taken(path: string): Promise<void> {
  await Deno.writeTextFile(`${path}.other`, other(1, "elsewhere"));
  await Deno.rename(`${path}.other`, path);
}

/** Waits until something is so, at most two minutes. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 120_000; !await condition();) {
    assert(Date.now() < deadline, "it is not so yet");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

Deno.test("Lease.acquire() gives a lease to one, and to the next once it is given back", async () => {
  await using dir = await tempDir();
  const path = dir.file("a/lease.json");
  const lease = await Lease.acquire(path);
  const error = await assertRejects(() => Lease.acquire(path), LeaseHeldError, `process ${Deno.pid} on ${hostname()}`);
  assertEquals(error.holder.pid, Deno.pid);
  assertEquals((await leaseHolder(path))?.pid, Deno.pid);
  await lease.release();
  assertEquals(await leaseHolder(path), undefined);
  await using _next = await Lease.acquire(path);
  assertEquals(await namesIn(dir.file("a")), ["lease.json"]);
});

Deno.test("Lease.acquire() gives a contended lease, left by a dead process, to one alone", async () => {
  await using dir = await tempDir();
  const path = dir.file("lease.json");
  const dead = 2 ** 22 + 1; // More than Linux gives to any process.
  for (let round = 0; round < 20; round++) {
    await Deno.writeTextFile(path, other(dead));
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => Lease.acquire(path)));
    const won = tries.flatMap((one) => one.status === "fulfilled" ? [one.value] : []);
    assertEquals(won.length, 1);
    for (const one of tries) assert(one.status === "fulfilled" || one.reason instanceof LeaseHeldError, String(one));
    await won[0].release();
    assertEquals(await namesIn(dir.path), []);
  }
});

Deno.test("leaseHolder() counts a lease of another machine as left when it was not touched for long", async () => {
  await using dir = await tempDir();
  const path = dir.file("lease.json");
  await Deno.writeTextFile(path, other(1, "elsewhere"));
  assertEquals((await leaseHolder(path))?.host, "elsewhere");
  const before = new Date(Date.now() - 130_000);
  await Deno.utime(path, before, before);
  assertEquals(await leaseHolder(path), undefined);
  assertEquals((await leaseHolder(path, { stale: 200_000 }))?.host, "elsewhere");
  await using _lease = await Lease.acquire(path);
});

Deno.test("Lease is touched while it is held, and knows when it was taken away", async () => {
  await using dir = await tempDir();
  const path = dir.file("lease.json");
  const lease = await Lease.acquire(path, { heartbeat: 10 });
  const before = new Date(Date.now() - 1e6);
  await Deno.utime(path, before, before);
  await until(async () => Date.now() - (await Deno.stat(path)).mtime!.getTime() < 1e5);
  assert(!lease.lost.aborted);
  await taken(path);
  await until(() => Promise.resolve(lease.lost.aborted));
  await lease.release();
  assertEquals((await leaseHolder(path))?.host, "elsewhere");
});

Deno.test("Lease survives its folder's absence, and is made anew where its file is gone or damaged", async () => {
  await using dir = await tempDir();
  const path = dir.file("a/lease.json");
  await using lease = await Lease.acquire(path, { heartbeat: 10 });
  const mine = async () => (await leaseHolder(path))?.pid === Deno.pid;
  await Deno.rename(dir.file("a"), dir.file("away"));
  await new Promise((resolve) => setTimeout(resolve, 100));
  await Deno.rename(dir.file("away"), dir.file("a"));
  assert(await mine());
  await Deno.remove(path);
  await until(mine);
  for (const content of ["", "null", '{"host":{"toString":1}}', "x".repeat(9000)]) {
    await Deno.writeTextFile(path, content);
    await until(mine);
  }
  assert(!lease.lost.aborted);
  await taken(path);
  await until(() => Promise.resolve(lease.lost.aborted));
});

Deno.test("Lease.acquire() takes what is no lease for none", async () => {
  await using dir = await tempDir();
  const path = dir.file("lease.json");
  for (const content of ["", "null", "[]", "7", '{"host":1}', '{"pid":{"toString":null}}', "\0\0\0"]) {
    await Deno.writeTextFile(path, content);
    assertEquals(await leaseHolder(path), undefined);
    await using _lease = await Lease.acquire(path);
    assertEquals(await namesIn(dir.path), ["lease.json"]);
  }
});

Deno.test("Lease.acquire() takes a lease from the future unless its holder is still there", async () => {
  await using dir = await tempDir();
  const path = dir.file("lease.json"), ahead = new Date(Date.now() + 86_400_000);
  await Deno.writeTextFile(path, other(1, "elsewhere"));
  await Deno.utime(path, ahead, ahead);
  assertEquals(await leaseHolder(path), undefined);
  const lease = await Lease.acquire(path, { heartbeat: 10 });
  await Deno.utime(path, ahead, ahead);
  // Long enough for the holder's next writing, however busy the machine.
  await assertRejects(() => Lease.acquire(path, { heartbeat: 500 }), LeaseHeldError);
  await lease.release();
  // A little ahead is what the clocks of two machines may differ by.
  const near = new Date(Date.now() + 30_000);
  await Deno.writeTextFile(path, other(1, "elsewhere"));
  await Deno.utime(path, near, near);
  await assertRejects(() => Lease.acquire(path, { heartbeat: 10 }), LeaseHeldError);
});

Deno.test("Lease.acquire() removes drafts of processes that were killed", async () => {
  await using dir = await tempDir();
  const path = dir.file("lease.json");
  await Deno.writeTextFile(path, other(2 ** 22 + 1));
  await Deno.writeTextFile(`${path}.t.draft`, other(2 ** 22 + 1));
  await Deno.writeTextFile(`${path}.u.draft`, other(1, "elsewhere"));
  await using _lease = await Lease.acquire(path);
  assertEquals(await namesIn(dir.path), ["lease.json", "lease.json.u.draft"]);
});
