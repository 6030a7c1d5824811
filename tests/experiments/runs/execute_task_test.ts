import { join } from "node:path";
import { executeTask } from "../../../lib/experiments/runs/execute_task.ts";
import { Lease, LeaseHeldError } from "../../../lib/io/lease.ts";
import { planRun } from "../../../lib/experiments/config/planned_run.ts";
import { runConfig } from "../../../lib/experiments/config/run_config.ts";
import { Store } from "../../../lib/experiments/store/store.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { tempDir } from "../../io/temp_dir.ts";
import { fakeExecutor } from "../fake_executor.ts";
import { smallRun } from "../fixtures.ts";

const at = async (evaluations: number) =>
  await planRun(runConfig({ ...smallRun, sampler: { ...smallRun.sampler, evaluations } }));
const runs = [await at(5), await at(10)];

Deno.test("executeTask() trains a network once for all its runs, and repeats nothing that is finished", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.path), steps: number[] = [], evaluated: string[] = [];
  const executor = fakeExecutor({
    onStep: (_, step) => void steps.push(step),
    onEvaluate: (run) => evaluated.push(run),
  });
  assertEquals(await executeTask(store, runs.slice(0, 1), executor), { done: 1, already: 0, failed: [], retry: false });
  assertEquals(await executeTask(store, runs, executor), { done: 1, already: 1, failed: [], retry: false });
  assertEquals(await executeTask(store, runs, executor), { done: 0, already: 2, failed: [], retry: false });
  assertEquals([steps.length, evaluated.length], [10, 2]);
  const { config, provenance } = await store.result(runs[1].id);
  assertEquals(config, JSON.parse(JSON.stringify(runs[1].config)));
  assertEquals([provenance.backend, provenance.together], ["fake", [0]]);
});

Deno.test("executeTask() notes a run that fails and goes on with the others", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.path);
  const executor = fakeExecutor({
    onEvaluate: (run) => {
      if (run.endsWith(runs[0].id)) throw new RangeError("too few samples");
    },
  });
  const outcome = await executeTask(store, runs, executor);
  assertEquals(outcome, { done: 1, already: 0, failed: [runs[0].id], retry: false });
  assertEquals((await store.failure(runs[0].id))?.message, "too few samples");
  assert(await store.isDone(runs[1].id));
});

Deno.test("executeTask() leaves a network on which another process works, or waits for it", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.path), executor = fakeExecutor();
  const lease = await Lease.acquire(store.leaseFile(runs[0].network));
  await assertRejects(() => executeTask(store, runs, executor), LeaseHeldError);
  const said: string[] = [];
  const waiting = executeTask(store, runs, executor, { wait: 60_000, say: (line) => void said.push(line) });
  while (said.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await lease.release();
  assertEquals((await waiting).done, 2);
  assert(said[0].startsWith(`Waiting for process ${Deno.pid}`));
  assertEquals(await store.holder(runs[0].network), undefined);
});

Deno.test("executeTask() by two at once does the work once and corrupts nothing", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.path), steps: number[] = [];
  const executor = fakeExecutor({ onStep: (_, step) => void steps.push(step) });
  const both = await Promise.all([1, 2].map(() => executeTask(store, runs, executor, { wait: 60_000 })));
  assertEquals(both.map(({ done }) => done).sort(), [0, 2]);
  assertEquals(steps.length, 10);
});

Deno.test("executeTask() keeps what was done when it is stopped, and ends with the same bytes", async () => {
  await using dir = await tempDir();
  const [stopped, whole] = [await Store.open(dir.file("stopped")), await Store.open(dir.file("whole"))];
  const stop = new AbortController();
  const executor = fakeExecutor({ onStep: (_, step) => void (step === 4 && stop.abort(new Error("stop"))) });
  await assertRejects(() => executeTask(stopped, runs, executor, { signal: stop.signal }), Error, "stop");
  assertEquals(await stopped.failure(runs[0].id), undefined);
  const steps: number[] = [];
  await executeTask(stopped, runs, fakeExecutor({ onStep: (_, step) => void steps.push(step) }));
  assertEquals(steps, [4, 5, 6, 7, 8, 9]);
  await executeTask(whole, runs, fakeExecutor());
  for (const { id } of runs) {
    const [a, b] = await Promise.all(
      [stopped, whole].map((store) => Deno.readTextFile(join(store.runFolder(id), "scores.json"))),
    );
    assertEquals(a, b);
  }
});

const mounts = Deno.build.os === "linux" && Deno.uid() === 0 && await mountTiny();

/** Whether a small file system can be mounted here, which root in a container may not. */
async function mountTiny(folder?: string): Promise<boolean> {
  const at = folder ?? await Deno.makeTempDir();
  const mounted = await new Deno.Command("mount", {
    args: ["-t", "tmpfs", "-o", "size=128k", "tmpfs", at],
    stderr: "null",
  })
    .output().then(({ success }) => success, () => false);
  if (folder === undefined) {
    if (mounted) await unmount(at);
    await Deno.remove(at);
  }
  return mounted;
}

async function unmount(folder: string): Promise<void> {
  await new Deno.Command("umount", { args: [folder] }).output();
}

Deno.test({
  name: `executeTask() on a full disk says so and loses nothing${
    mounts ? "" : " (ignored: no file system can be mounted)"
  }`,
  ignore: !mounts,
  async fn() {
    await using dir = await tempDir();
    const folder = dir.file("small");
    await Deno.mkdir(folder);
    await mountTiny(folder);
    try {
      const store = await Store.open(join(folder, "store"));
      await executeTask(store, runs.slice(0, 1), fakeExecutor());
      const before = await store.result(runs[0].id);
      await Deno.writeFile(join(folder, "ballast"), new Uint8Array(1 << 20)).catch(() => {});
      await assertRejects(() => executeTask(store, runs, fakeExecutor()), Error, "No space left on device");
      assertEquals(await store.result(runs[0].id), before);
      assert(!await store.isDone(runs[1].id));
      await Deno.remove(join(folder, "ballast"));
      assertEquals((await executeTask(store, runs, fakeExecutor())).done, 1);
    } finally {
      await unmount(folder);
    }
  },
});
