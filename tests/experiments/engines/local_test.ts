import { join } from "node:path";
import { runLocally } from "../../../lib/experiments/engines/local.ts";
import { pendingTasks, sweepStatus } from "../../../lib/experiments/sweeps/sweep_status.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { tempDir } from "../../io/temp_dir.ts";
import { fakeJob, smallSweep } from "../fixtures.ts";

Deno.test("runLocally() runs all tasks; one that fails does not stop the others and is told of with its last lines", async () => {
  await using dir = await tempDir();
  const { job, plan } = await fakeJob(
    join(dir.path, "store"),
    "fail 2",
    smallSweep({ seeds: [1, 2], compare: undefined }),
  );
  const codes = await runLocally(job, { cores: 4 });
  assertEquals([...codes].sort(), plan.tasks.map(([{ config }], i) => [i, config.training.seed === 2 ? 1 : 0]));
  const status = await sweepStatus(job.store, plan);
  assertEquals(status.counts, { done: 2, running: 0, failed: 2, remaining: 0 });
  const { failure } = status.runs.find(({ state }) => state === "failed")!;
  assertEquals([failure!.message, failure!.retry], ["the fake failed", true]);
  assert(failure!.lastLines.at(-1)!.endsWith("failed: Error: the fake failed"), failure!.lastLines.join("\n"));
  const again = pendingTasks(plan, status, "failed");
  assertEquals(again.map((task) => plan.tasks[task][0].config.training.seed), [2, 2]);
  await runLocally({ ...job, pending: again, env: {} });
  assertEquals((await sweepStatus(job.store, plan)).counts.done, 4);
});

Deno.test("runLocally() takes a killed task up where it was, and ends with the same bytes", async () => {
  await using dir = await tempDir();
  const sweep = smallSweep({ seeds: [3], axes: [], compare: undefined });
  const killed = await fakeJob(join(dir.path, "killed"), "kill 3", sweep);
  assertEquals([...await runLocally(killed.job, { pause: 1 })], [[0, 0]]);
  const whole = await fakeJob(join(dir.path, "whole"), "", sweep);
  await runLocally(whole.job);
  const [{ id }] = whole.plan.runs;
  for (const file of ["config.json", "scores.json", "samples.json"]) {
    const [a, b] = await Promise.all(
      [killed, whole].map(({ job }) => Deno.readFile(join(job.store.runFolder(id), file))),
    );
    assertEquals(a, b);
  }
});

Deno.test("runLocally() does not try again what would fail again", async () => {
  await using dir = await tempDir();
  const { job, plan } = await fakeJob(
    join(dir.path, "store"),
    "refuse 1",
    smallSweep({ seeds: [1], axes: [], compare: undefined }),
  );
  assertEquals([...await runLocally(job)], [[0, 42]]);
  const status = await sweepStatus(job.store, plan);
  assertEquals(status.runs[0].failure!.retry, false);
  assertEquals(pendingTasks(plan, status, "failed"), []);
});

Deno.test("runLocally() stops when asked, and loses nothing", async () => {
  await using dir = await tempDir();
  const { job, plan } = await fakeJob(
    join(dir.path, "store"),
    "wait",
    smallSweep({ seeds: [1], axes: [], compare: undefined }),
  );
  const stop = new AbortController(), running = runLocally(job, { signal: stop.signal });
  const folder = job.store.networkFolder(plan.runs[0].network), waits = join(folder, "once");
  while (!await Deno.stat(waits).then(() => true, () => false)) await new Promise((r) => setTimeout(r, 10));
  assertEquals((await sweepStatus(job.store, plan)).counts.running, 1);
  stop.abort();
  assertEquals([...await running], [[0, 75]]);
  assertEquals((await sweepStatus(job.store, plan)).counts, { done: 0, running: 0, failed: 0, remaining: 1 });
  assertEquals(JSON.parse(await Deno.readTextFile(join(folder, "checkpoint.json"))).step, 5);
  await runLocally(job);
  assertEquals((await sweepStatus(job.store, plan)).counts.done, 1);
});

Deno.test("runLocally() refuses more cores for a task than there are", async () => {
  await using dir = await tempDir();
  const { job } = await fakeJob(join(dir.path, "store"));
  await assertRejects(() => runLocally(job, { cores: 1, coresPerTask: 2 }), RangeError, "cores per task");
});
