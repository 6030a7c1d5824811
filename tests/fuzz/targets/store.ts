import { dirname, join } from "node:path";
import { runConfig } from "../../../lib/experiments/config/run_config.ts";
import { planRun } from "../../../lib/experiments/config/planned_run.ts";
import { executeTask } from "../../../lib/experiments/runs/execute_task.ts";
import { Store } from "../../../lib/experiments/store/store.ts";
import { readTask } from "../../../lib/experiments/sweeps/task_list.ts";
import { canonicalJson } from "../../../lib/io/content_id.ts";
import { leaseHolder } from "../../../lib/io/lease.ts";
import { sha256 } from "../../../lib/io/sha256.ts";
import { fakeExecutor } from "../../experiments/fake_executor.ts";
import { fakeJob, smallRun, smallSweep } from "../../experiments/fixtures.ts";
import { jsonBytes } from "../dice.ts";
import type { FuzzTarget } from "../target.ts";

const folder = await Deno.makeTempDir({ prefix: "nearzero_fuzz_" });
const run = await planRun(runConfig(smallRun));
await executeTask(await Store.open(join(folder, "a")), [run], fakeExecutor());
const { job } = await fakeJob(join(folder, "b"), "", smallSweep({ seeds: [1], axes: [], compare: undefined }));
const runFolder = join(folder, "a", "runs", run.id),
  read = async (...path: string[]) => JSON.parse(await Deno.readTextFile(join(...path)));
const files = {
  "scores.json": await read(runFolder, "scores.json"),
  "provenance.json": await read(runFolder, "provenance.json"),
  "config.json": await read(runFolder, "config.json"),
  "failure.json": { name: "Error", message: "m", lastLines: ["a"], retry: true, when: "now" },
  "store.json": { layout: 1 },
  "lease.json": { host: "h", pid: 1, since: "now", token: "t" },
  "tasks.json": await read(job.folder, "tasks.json"),
};
await Deno.remove(folder, { recursive: true });

/** One file of a store, signed anew where it is signed; which one, its first byte says. */
export const target: FuzzTarget = {
  name: "store",
  make(dice) {
    const name = dice.pick(Object.keys(files) as (keyof typeof files)[]),
      { sha256: signed, ...content } = files[name] as Record<string, unknown>;
    let changed = dice.mutated<unknown>(content);
    if (signed !== undefined && typeof changed === "object" && changed !== null && !Array.isArray(changed)) {
      changed = { ...changed, sha256: signature(changed) };
    }
    return Uint8Array.of(Object.keys(files).indexOf(name), ...jsonBytes(dice, changed));
  },
  damage: 0.1,
  async read(bytes, path): Promise<unknown> {
    const names = Object.keys(files), name = names[(bytes[0] ?? 0) % names.length], root = join(dirname(path), "store");
    const own = { "store.json": root, "tasks.json": root, "lease.json": join(root, "networks", "n") }[name] ??
      join(root, "runs", "r");
    await Deno.remove(root, { recursive: true }).catch(() => {});
    await Deno.mkdir(own, { recursive: true });
    await Deno.writeTextFile(join(root, "store.json"), JSON.stringify(files["store.json"]));
    if (own.endsWith("r")) {
      for (const other of ["scores.json", "provenance.json", "config.json"] as const) {
        await Deno.writeTextFile(join(own, other), JSON.stringify(files[other]));
      }
    }
    await Deno.writeFile(join(own, name), bytes.subarray(1));
    const store = await Store.open(root);
    if (name === "tasks.json") return await readTask(join(root, name), 0);
    if (name === "lease.json") return await leaseHolder(store.leaseFile("n"));
    await store.failure("r");
    return await store.find("r") instanceof Error ? await store.result("r") : undefined;
  },
};

function signature(value: unknown): string {
  try {
    return sha256(canonicalJson(value));
  } catch {
    return "";
  }
}
