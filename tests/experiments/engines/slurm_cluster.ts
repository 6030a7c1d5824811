/**
 * A Slurm of one machine, for tests: Debian's slurmctld and slurmd from a folder of their own, as root, without munge,
 * cgroups or accounting.
 */
import { hostname } from "node:os";
import { join } from "node:path";
import { setEnv } from "../../io/temp_dir.ts";

/** Why no cluster is started here; empty where it is asked for by NEARZERO_SLURM=1. */
export async function slurmMissing(): Promise<string> {
  if (Deno.env.get("NEARZERO_SLURM") !== "1") return "NEARZERO_SLURM is not 1";
  if (Deno.uid() !== 0) return "only root can start a cluster";
  for (const program of ["slurmctld", "slurmd", "sbatch", "squeue", "scontrol"]) {
    const { success } = await new Deno.Command("sh", { args: ["-c", `command -v ${program}`], stdout: "null" })
      .output();
    if (!success) throw new Error(`Cannot start a cluster: there is no ${program}`);
  }
  return "";
}

/** A running cluster; its commands find it by SLURM_CONF. */
export async function startCluster(folder: string): Promise<AsyncDisposable> {
  const host = hostname().split(".")[0], file = (name: string) => join(folder, name);
  const [port, other] = [freePort(), freePort()];
  for (const name of ["state", "spool"]) await Deno.mkdir(file(name));
  await Deno.writeTextFile(
    file("slurm.conf"),
    `ClusterName=nearzero
SlurmctldHost=${host}(127.0.0.1)
AuthType=auth/none
CredType=cred/none
SlurmUser=root
SlurmdUser=root
SlurmctldPort=${port}
SlurmdPort=${other}
StateSaveLocation=${file("state")}
SlurmdSpoolDir=${file("spool")}
SlurmctldPidFile=${file("slurmctld.pid")}
SlurmdPidFile=${file("slurmd.pid")}
SlurmctldLogFile=${file("slurmctld.log")}
SlurmdLogFile=${file("slurmd.log")}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=100000
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
ReturnToService=2
KillWait=2
SlurmdParameters=config_overrides
NodeName=${host} NodeAddr=127.0.0.1 CPUs=4 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES State=UP
`,
  );
  const env = setEnv({ SLURM_CONF: file("slurm.conf") });
  const daemons = ["slurmctld", "slurmd"].map((program) =>
    new Deno.Command(program, { args: ["-D"], stdin: "null", stdout: "null", stderr: "null" }).spawn()
  );
  const cluster = {
    async [Symbol.asyncDispose]() {
      for (const daemon of daemons.reverse()) {
        daemon.kill("SIGTERM");
        await daemon.status;
      }
      env[Symbol.dispose]();
    },
  };
  for (let tries = 0; (await say("sinfo", "-h", "-o", "%t")).trim() !== "idle"; tries++) {
    if (tries === 200) {
      await cluster[Symbol.asyncDispose]();
      throw new Error(`Cannot start a cluster: ${await Deno.readTextFile(file("slurmctld.log"))}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return cluster;
}

/** What one of Slurm's commands says. */
export async function say(program: string, ...args: string[]): Promise<string> {
  const { stdout, stderr } = await new Deno.Command(program, { args }).output();
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}
