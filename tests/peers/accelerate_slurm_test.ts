import { dirname, join } from "node:path";
import { emitAccelerate } from "../../lib/emit/accelerate/emit.ts";
import { planRun } from "../../lib/experiments/config/planned_run.ts";
import { assert, assertEquals, assertMatch } from "../assert.ts";
import { say, slurmMissing, startCluster } from "../experiments/engines/slurm_cluster.ts";
import { setEnv } from "../io/temp_dir.ts";
import { paperRuns, reduced } from "./accelerate/paper_runs.ts";
import { environment, interpreter, testEmitted } from "./accelerate/python.ts";

testEmitted("slurm.sh trains a run of the paper, narrow, by two processes under Slurm", async (folder) => {
  const cluster = join(folder, "cluster"), cwd = join(folder, "run"), [[name, config]] = await paperRuns();
  await emitAccelerate(cwd, await planRun(reduced(config)), name);
  await Deno.mkdir(cluster);
  await using _cluster = await startCluster(cluster);
  const path = `${dirname(interpreter!)}:${Deno.env.get("PATH")}`;
  using _env = setEnv({ ...environment, PATH: path, GPUS: "2", SLURM_CONF: join(cluster, "slurm.conf") });
  const { stdout } = await new Deno.Command("sbatch", {
    args: [
      "--parsable",
      "--nodes=1",
      "--gpus-per-node=0",
      "--cpus-per-task=2",
      "slurm.sh",
      "--precision",
      "no",
      "--workers",
      "0",
    ],
    cwd,
  }).output();
  const id = new TextDecoder().decode(stdout).trim();
  const state = async () => /JobState=(\w+)/.exec(await say("scontrol", "show", "job", id))?.[1];
  while (["PENDING", "RUNNING", "COMPLETING"].includes(await state() ?? "")) {
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const log = await Deno.readTextFile(join(cwd, "slurm.log"));
  assertEquals(await state(), "COMPLETED", log);
  assertMatch(log, /^step 2 of 2, loss /m);
  assert(await Deno.stat(join(cwd, "checkpoints", "step_00000002", "unet")));
}, await slurmMissing());
