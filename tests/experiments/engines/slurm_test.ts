import { join } from "node:path";
import type { SweepJob } from "../../../lib/experiments/sweeps/job.ts";
import { runLocally } from "../../../lib/experiments/engines/local.ts";
import { slurmQueue, slurmScript, submissions, submitSlurm } from "../../../lib/experiments/engines/slurm.ts";
import { WEIGHTS_FILE } from "../../../lib/experiments/store/store.ts";
import { SAMPLES_FILE } from "../../../lib/experiments/runs/network_executor.ts";
import { Store } from "../../../lib/experiments/store/store.ts";
import { sweepJob } from "../../../lib/experiments/sweeps/sweep_job.ts";
import { planSweep, type SweepPlan } from "../../../lib/experiments/sweeps/sweep_plan.ts";
import { pendingTasks, sweepStatus } from "../../../lib/experiments/sweeps/sweep_status.ts";
import { collectSweep } from "../../../lib/experiments/results/sweep_table.ts";
import { assert, assertEquals, assertRejects, assertStringIncludes, assertThrows } from "../../assert.ts";
import { namesIn, setEnv, type TempDir, tempDir } from "../../io/temp_dir.ts";
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

const ODD = 'a store, 100 % of "José\'s" $(touch injected) `touch injected` #SBATCH %j ; &';

Deno.test("slurmScript() runs the task where paths have any characters, and on a node without the submitter's TMPDIR", async () => {
  for (const name of [ODD, `${ODD}\n#SBATCH --x\ntouch injected\n`, "back\\slash %a", "-leading"]) {
    await using dir = await tempDir();
    const { job } = await fakeJob(join(dir.path, name)), logs = join(job.folder, "logs");
    await Deno.mkdir(logs, { recursive: true });
    const command = ["bash", "-c", 'echo "$TMPDIR" "$0" "$1"; test -d "$TMPDIR"; exit "$?"', job.folder];
    const script = dir.file("slurm.sh"), text = slurmScript({ ...job, command });
    await Deno.writeTextFile(script, text);
    // Slurm reads no further than to the first command.
    const lines = text.split("\n"), directives = lines.slice(1, lines.findIndex((line) => !line.startsWith("#")));
    assert(
      directives.every((line) => /^#SBATCH --[a-z-]+/.test(line) && line !== "#SBATCH --x"),
      directives.join("\n"),
    );
    const { code, stdout, stderr } = await new Deno.Command("bash", {
      args: [script],
      cwd: dir.path,
      env: { SLURM_ARRAY_JOB_ID: "7", SLURM_ARRAY_TASK_ID: "1", TMPDIR: "/local/scratch/none", SLURM_TMPDIR: "" },
    }).output();
    const decoder = new TextDecoder(),
      said = decoder.decode(stdout) +
        await Deno.readTextFile(join(logs, "1.log")).catch(() => "");
    assertEquals(code, 0, decoder.decode(stderr));
    assert(/^\/tmp\/nearzero\.\w{6} /.test(said) && said.endsWith(`${job.folder} 1\n`), said);
    assert(!await Deno.stat(said.split(" ")[0]).then(() => true, () => false), "the temporary folder is removed");
    assert(!(await namesIn(dir.path)).includes("injected"));
  }
});

Deno.test("slurmScript() names the logs so that Slurm replaces the task's number alone", async () => {
  await using dir = await tempDir();
  const { job } = await fakeJob(join(dir.path, 'of "A" 5%j'));
  const folder = job.folder.replaceAll("%", "%%").replaceAll('"', '\\"');
  assertStringIncludes(slurmScript(job), `#SBATCH --output="${folder}/logs/%a.log"\n`);
  for (const options of [{ time: "1:00\ntouch x" }, { sbatch: ["--partition=a\ntouch x"] }]) {
    assertThrows(() => slurmScript(job, options), RangeError, "has a line break");
  }
});

Deno.test("slurmScript() asks for another try where a node has no folder for temporary files", async () => {
  await using dir = await tempDir();
  const { job } = await fakeJob(join(dir.path, "store")), bin = dir.file("bin");
  await Deno.mkdir(bin);
  for (const [name, text] of [["mktemp", "exit 1"], ["scontrol", `echo "$@" >> ${dir.file("asked")}`]]) {
    await Deno.writeTextFile(join(bin, name), `#!/bin/bash\n${text}\n`, { mode: 0o755 });
  }
  await Deno.writeTextFile(dir.file("slurm.sh"), slurmScript(job));
  const env = { SLURM_ARRAY_JOB_ID: "7", SLURM_ARRAY_TASK_ID: "1", PATH: `${bin}:${Deno.env.get("PATH")}` };
  const run = async (restarts: string) =>
    (await new Deno.Command("bash", {
      args: [dir.file("slurm.sh")],
      env: { ...env, SLURM_RESTART_COUNT: restarts },
      stdout: "null",
    }).output()).code;
  assertEquals([await run("0"), await run("10")], [0, 75]);
  assertEquals(await Deno.readTextFile(dir.file("asked")), "requeue 7_1\n");
});

/** A test on a cluster that runs for it, ignored with the reason where none can be started. */
function testOnCluster(name: string, body: (dir: TempDir) => Promise<void>): void {
  Deno.test({
    name: missing === "" ? name : `${name} (ignored: ${missing})`,
    ignore: missing !== "",
    async fn() {
      await using dir = await tempDir();
      await Deno.mkdir(dir.file("cluster"));
      await using _cluster = await startCluster(dir.file("cluster"));
      await body(dir);
    },
  });
}

testOnCluster(
  "submitSlurm() trains 8 networks, one of them killed and queued again, to the bytes of runLocally()",
  async (dir) => {
    const [cluster, local] = [
      await networkJob(dir.file('a store, 100 % of "José" #1 %j')),
      await networkJob(dir.file("local")),
    ];
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
);

testOnCluster("submitSlurm() says what sbatch says, and notes nothing", async (dir) => {
  const { job } = await fakeJob(join(dir.path, "store"));
  const rejected = () => submitSlurm(job, { sbatch: ["--partition=none"] });
  await assertRejects(rejected, Error, "invalid partition specified: none");
  assertEquals(await submissions(job.folder), []);
  await assertRejects(() => submitSlurm({ ...job, pending: [5000] }), RangeError, "MaxArraySize of 1001");
});

testOnCluster("slurmQueue() follows a task that is asked to stop, queued again and ends", async (dir) => {
  const sweep = smallSweep({ seeds: [1], axes: [], compare: undefined });
  const { job, plan } = await fakeJob(join(dir.path, "store"), "wait", sweep);
  assertEquals(await slurmQueue(job.folder), undefined);
  const { job: id } = await submitSlurm(job);
  const status = async () => {
    const { counts } = await sweepStatus(job.store, plan, { scheduled: await slurmQueue(job.folder) });
    return Object.entries(counts).find(([, count]) => count === 1)![0];
  };
  const waits = join(job.store.networkFolder(plan.runs[0].network), "once");
  await until(() => Deno.stat(waits).then(() => true, () => false));
  assertEquals(await status(), "running");
  await say("scancel", "--batch", "--signal=USR2", `${id}_0`);
  await until(async () => await status() === "remaining");
  assertEquals((await slurmQueue(job.folder))!.queue.get(0), "waiting");
  await release(id, 0);
  await until(async () => await status() === "done");
  const log = await Deno.readTextFile(join(job.folder, "logs", "0.log"));
  assertStringIncludes(log, "InterruptError: Interrupted by SIGUSR2");
  assertStringIncludes(log, "Ended with code 75, queued again");
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

/** Waits until something holds, five minutes at most. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 3000; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Waited too long for ${holds}`);
}
