import { join } from "node:path";
import { kubernetesJob } from "../../../lib/experiments/engines/kubernetes.ts";
import { snakefile } from "../../../lib/experiments/engines/snakemake.ts";
import { sweepStatus } from "../../../lib/experiments/sweeps/sweep_status.ts";
import { assert, assertEquals, assertThrows } from "../../assert.ts";
import { tempDir } from "../../io/temp_dir.ts";
import { fakeJob, smallSweep } from "../fixtures.ts";

const few = smallSweep({ seeds: [1, 2, 3], axes: [], compare: undefined });

const { success: snakemake } = await new Deno.Command("sh", { args: ["-c", "command -v snakemake"], stdout: "null" })
  .output();

Deno.test("kubernetesJob() has an index for each task that is left, and fails one for good by its exit code", async () => {
  await using dir = await tempDir();
  const { job } = await fakeJob(join(dir.path, "store"), "", few);
  const manifest = kubernetesJob({ ...job, name: "small_sweep", pending: [0, 2] }, { image: "kit:1", claim: "store" });
  // The type of the manifest is Kubernetes' own schema of a Job; what it leaves open is looked at here.
  assertEquals([manifest.apiVersion, manifest.kind, manifest.metadata!.name], ["batch/v1", "Job", "small-sweep"]);
  const { completionMode, completions, podFailurePolicy, template } = manifest.spec!;
  assertEquals([completionMode, completions], ["Indexed", 2]);
  assertEquals(
    podFailurePolicy!.rules.map(({ action, onExitCodes }) => [action, onExitCodes?.values]),
    [["FailIndex", [42]], ["Ignore", [75]], ["Ignore", undefined]],
  );
  assertEquals(template.spec!.restartPolicy, "Never");
});

Deno.test("kubernetesJob() gives each index the command of its own task", async () => {
  await using dir = await tempDir();
  const { job, plan } = await fakeJob(join(dir.path, "a store"), "", few);
  const { template, completions } = kubernetesJob({ ...job, pending: [0, 2] }, { image: "kit:1", claim: "store" })
    .spec!;
  const [{ command, env }] = template.spec!.containers;
  for (let index = 0; index < completions!; index++) {
    const variables = Object.fromEntries(env!.map(({ name, value }) => [name, value!]));
    const { code } = await new Deno.Command(command![0], {
      args: command!.slice(1),
      env: { ...variables, JOB_COMPLETION_INDEX: String(index) },
      stdout: "null",
    }).output();
    assertEquals(code, 0);
  }
  const done = (await sweepStatus(job.store, plan)).runs.filter(({ state }) => state === "done");
  assertEquals(done.map(({ run }) => run.config.training.seed), [1, 3]);
});

Deno.test({
  name: `snakefile() passes Snakemake's dry run and runs the tasks${
    snakemake ? "" : " (ignored: there is no snakemake)"
  }`,
  ignore: !snakemake,
  async fn() {
    await using dir = await tempDir();
    const { job, plan } = await fakeJob(join(dir.path, "a store"), "", few), path = dir.file("Snakefile");
    await Deno.writeTextFile(path, snakefile({ ...job, pending: [0, 2] }));
    const run = async (...args: string[]) => {
      const all = ["--snakefile", path, "--directory", dir.path, "--cores", "2", ...args];
      const { success, stdout, stderr } = await new Deno.Command("snakemake", { args: all }).output();
      const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
      assert(success, said);
      return said;
    };
    assert(/task\s+2/.test(await run("--dry-run")));
    assertEquals((await sweepStatus(job.store, plan)).counts.done, 0);
    await run();
    const done = (await sweepStatus(job.store, plan)).runs.filter(({ state }) => state === "done");
    assertEquals(done.map(({ run }) => run.config.training.seed), [1, 3]);
  },
});

Deno.test("snakefile() refuses a folder whose name Snakemake would take for a pattern", async () => {
  await using dir = await tempDir();
  const { job } = await fakeJob(join(dir.path, "{store}"), "", few);
  assertThrows(() => snakefile(job), RangeError, "Snakemake takes braces for patterns");
});

Deno.test("snakefile() names the tasks, the tries and the log of each", async () => {
  await using dir = await tempDir();
  const { job } = await fakeJob(join(dir.path, "store"), "", few);
  const text = snakefile({ ...job, pending: [0, 2] }, { coresPerTask: 2, retries: 5 });
  for (
    const line of ["TASKS = [0, 2]", "threads: 2", "retries: 5", 'logs/{task}.log"', "{wildcards.task} >> {log:q} 2>&1"]
  ) {
    assert(text.includes(line), `${line} in ${text}`);
  }
});
