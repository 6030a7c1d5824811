import { hostname } from "node:os";
import { Lease, LeaseHeldError, leaseHolder } from "../../../lib/experiments/store/lease.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { namesIn, tempDir } from "../../io/temp_dir.ts";

const other = (pid: number, host = hostname()) =>
  JSON.stringify({ host, pid, since: "2026-01-02T03:04:05.000Z", token: "t" });

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
  assertEquals(await namesIn(dir.file("a")), ["lease.json", "lease.json.guard"]);
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
    assertEquals(await namesIn(dir.path), ["lease.json.guard"]);
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
  const ticks = async (until: () => Promise<boolean>) => {
    for (let i = 0; i < 500 && !await until(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
    assert(await until());
  };
  await ticks(async () => Date.now() - (await Deno.stat(path)).mtime!.getTime() < 1e5);
  assert(!lease.lost.aborted);
  await Deno.writeTextFile(path, other(1, "elsewhere"));
  await ticks(() => Promise.resolve(lease.lost.aborted));
  await lease.release();
  assertEquals((await leaseHolder(path))?.host, "elsewhere");
});
