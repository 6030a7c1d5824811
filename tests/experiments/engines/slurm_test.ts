import { join } from "node:path";
import type { SweepJob } from "../../../lib/experiments/sweeps/job.ts";
import { runLocally } from "../../../lib/experiments/engines/local.ts";
import { slurmQueue, slurmScript, submissions, submitSlurm } from "../../../lib/experiments/engines/slurm.ts";
import { WEIGHTS_FILE } from "../../../lib/experiments/runs/executor.ts";
import { SAMPLES_FILE } from "../../../lib/experiments/runs/network_executor.ts";
import { Store } from "../../../lib/experiments/store/store.ts";
import { sweepJob } from "../../../lib/experiments/sweeps/sweep_job.ts";
import { planSweep, type SweepPlan } from "../../../lib/experiments/sweeps/sweep_plan.ts";
import { pendingTasks, sweepStatus } from "../../../lib/experiments/sweeps/sweep_status.ts";
import { collectSweep } from "../../../lib/experiments/results/sweep_table.ts";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "../../assert.ts";
import { namesIn, setEnv, tempDir } from "../../io/temp_dir.ts";
import { fakeJob, smallRun, smallSweep } from "../fixtures.ts";
import { say, slurmMissing, startCluster } from "./slurm_cluster.ts";

const missing = await slurmMissing();

Deno.test("submitSlurm() says that there is no Slurm here, and notes nothing", async () => {
  await using dir = await tempDir();
  const { job } = await fakeJob(join(dir.path, "store"));
  using _env = setEnv({ PATH: dir.path });
  await assertRejects(() => submitSlurm(job), Error, "there is no scontrol on this machine; take the engine local");
  assertEquals(await submissions(job.folder), []);
});

Deno.test("slurmScript() asks for what it is told, and quotes what a shell would take apart", async () => {
  await using dir = await tempDir();
  const { job } = await fakeJob(join(dir.path, "a store"), "fail 1");
  const options = { throttle: 2, time: "1:00:00", notice: 60, coresPerTask: 3, sbatch: ["--partition=gpu"] };
  const script = slurmScript({ ...job, pending: [0, 3, 5] }, options);
  for (
    const line of ["--array=0,3,5%2", "--time=1:00:00", "--signal=B:USR2@60", "--cpus-per-task=3", "--partition=gpu"]
  ) assertStringIncludes(script, `#SBATCH ${line}\n`);
  assertStringIncludes(script, "export NEARZERO_FAKE='fail 1'\n");
  const { success } = await new Deno.Command("bash", { args: ["-n", "-c", script] }).output();
  assert(success);
});

Deno.test({
  name: `submitSlurm() trains 8 networks, one of them killed and queued again, to the bytes of runLocally()${
    missing && ` (ignored: ${missing})`
  }`,
  ignore: missing !== "",
  async fn() {
    await using dir = await tempDir();
    await Deno.mkdir(dir.file("cluster"));
    await using _cluster = await startCluster(dir.file("cluster"));
    const [cluster, local] = [await networkJob(dir.file("a store")), await networkJob(dir.file("local"))];
    const { job, plan } = cluster, [victim] = plan.tasks[2];
    const { job: id, tasks } = await submitSlurm(job, { throttle: 3, notice: 5 });
    assertEquals([tasks.length, (await submissions(job.folder))[0].job], [8, id]);
    assertStringIncludes(await say("scontrol", "show", "job", id), "ArrayTaskThrottle=3");
    // Once it has a checkpoint, the process that trains the third network is killed, as by a failing node.
    const checkpoints = join(job.store.networkFolder(victim.network), "checkpoint");
    await until(() => namesIn(checkpoints).then((names) => names.some((name) => name.endsWith(".json")), () => false));
    Deno.kill((await job.store.holder(victim.network))!.pid, "SIGKILL");
    await until(() => wasRequeued(job.folder, 2));
    await release(id, 2);
    await until(async () => (await slurmQueue(job.folder))!.queue.size === 0);
    const log = await Deno.readTextFile(join(job.folder, "logs", "2.log"));
    assertStringIncludes(log, "Ended with code 137, queued again");

    await runLocally(local.job);
    for (const { id, network } of plan.runs) {
      const files = (store: Store) => [
        ...["config.json", "scores.json", SAMPLES_FILE].map((name) => join(store.runFolder(id), name)),
        join(store.networkFolder(network), WEIGHTS_FILE),
      ];
      const [ours, theirs] = [files(job.store), files(local.job.store)];
      for (const [i, path] of ours.entries()) assertEquals(await Deno.readFile(path), await Deno.readFile(theirs[i]));
    }
    assertEquals((await collectSweep(job.store, plan)).rows, (await collectSweep(local.job.store, plan)).rows);
  },
});

Deno.test({
  name: `submitSlurm() says what sbatch says, and notes nothing${missing && ` (ignored: ${missing})`}`,
  ignore: missing !== "",
  async fn() {
    await using dir = await tempDir();
    await Deno.mkdir(dir.file("cluster"));
    await using _cluster = await startCluster(dir.file("cluster"));
    const { job } = await fakeJob(join(dir.path, "store"));
    const rejected = () => submitSlurm(job, { sbatch: ["--partition=none"] });
    await assertRejects(rejected, Error, "invalid partition specified: none");
    assertEquals(await submissions(job.folder), []);
    await assertRejects(() => submitSlurm({ ...job, pending: [5000] }), RangeError, "MaxArraySize of 1001");
  },
});

Deno.test({
  name: `slurmQueue() follows a task that is asked to stop, queued again and ends${
    missing && ` (ignored: ${missing})`
  }`,
  ignore: missing !== "",
  async fn() {
    await using dir = await tempDir();
    await Deno.mkdir(dir.file("cluster"));
    await using _cluster = await startCluster(dir.file("cluster"));
    const sweep = smallSweep({ seeds: [1], axes: [], compare: undefined });
    const { job, plan } = await fakeJob(join(dir.path, "store"), "slow", sweep);
    assertEquals(await slurmQueue(job.folder), undefined);
    const { job: id } = await submitSlurm(job);
    const status = async () => {
      const { counts } = await sweepStatus(job.store, plan, { scheduled: await slurmQueue(job.folder) });
      return Object.entries(counts).find(([, count]) => count === 1)![0];
    };
    const checkpoint = join(job.store.networkFolder(plan.runs[0].network), "checkpoint.json");
    await until(() => Deno.stat(checkpoint).then(() => true, () => false));
    assertEquals(await status(), "running");
    await say("scancel", "--batch", "--signal=USR2", `${id}_0`);
    await until(async () => await status() === "remaining");
    assertEquals((await slurmQueue(job.folder))!.queue.get(0), "waiting");
    await release(id, 0);
    await until(async () => await status() === "done");
    const log = await Deno.readTextFile(join(job.folder, "logs", "0.log"));
    assertStringIncludes(log, "InterruptError: Interrupted by SIGUSR2");
    assertStringIncludes(log, "Ended with code 75, queued again");
  },
});

Deno.test("sweepStatus() counts a run whose job ended without a result as failed, with its last lines", async () => {
  await using dir = await tempDir();
  const { job, plan } = await fakeJob(
    join(dir.path, "store"),
    "",
    smallSweep({ seeds: [1], axes: [], compare: undefined }),
  );
  await Deno.mkdir(join(job.folder, "logs"));
  await Deno.writeTextFile(join(job.folder, "logs", "0.log"), "one\nDUE TO TIME LIMIT\n");
  const scheduled = { submitted: new Set([0]), queue: new Map() };
  const status = await sweepStatus(job.store, plan, { scheduled });
  assertEquals([status.counts.failed, status.runs[0].failure!.lastLines], [1, ["one", "DUE TO TIME LIMIT"]]);
  const waiting = { submitted: new Set([0]), queue: new Map([[0, "waiting" as const]]) };
  const queued = await sweepStatus(job.store, plan, { scheduled: waiting });
  assertEquals(queued.counts.remaining, 1);
  assertEquals([pendingTasks(plan, status, "failed"), pendingTasks(plan, queued, "remaining")], [[0], []]);
});

/** DDPM against E-TSDM with four seeds, trained by the kit's own tasks. */
async function networkJob(folder: string): Promise<{ job: SweepJob; plan: SweepPlan }> {
  const sweep = smallSweep({ base: { ...smallRun, training: { ...smallRun.training, steps: 1500 } } });
  const store = await Store.open(folder), plan = await planSweep(sweep);
  const job = await sweepJob(store, plan, await sweepStatus(store, plan));
  return { plan, job: { ...job, env: { NEARZERO_BACKEND: "wasm" } } };
}

async function wasRequeued(folder: string, task: number): Promise<boolean> {
  const log = await Deno.readTextFile(join(folder, "logs", `${task}.log`)).catch(() => "");
  return log.includes("queued again");
}

/** What was queued again waits for two minutes, so that its old credential is forgotten; two seconds do here. */
async function release(job: string, task: number): Promise<void> {
  await say("scontrol", "update", `jobid=${job}_${task}`, "StartTime=now+2");
}

/** Waits until something holds, a minute and a half at most. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 900; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Waited too long for ${holds}`);
}
