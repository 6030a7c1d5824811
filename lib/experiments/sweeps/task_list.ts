/**
 * The tasks of a sweep in a file: all that an engine's processes need to know.
 * @module
 */
import { join } from "node:path";
import defer * as z from "zod";
import { once } from "../../numerics/once.ts";
import { removeLeftovers, writeFileAtomic } from "../../io/atomic.ts";
import { readJson } from "../../io/read_json.ts";
import { validate } from "../../io/validate.ts";
import { checkInteger } from "../../numerics/check.ts";
import { kitIdentity } from "../store/identity.ts";
import { contentSchema } from "../store/provenance.ts";
import type { PlannedRun } from "../config/planned_run.ts";
import { runConfigSchema } from "../config/run_config.ts";
import { pretty, type Store } from "../store/store.ts";
import type { SweepPlan } from "./sweep_plan.ts";

const taskListSchema = once(() =>
  z.strictObject({
    /** The sweep's name. */
    sweep: z.string(),
    /** The kit that planned the tasks. */
    version: z.string(),
    /** SHA-256 of the packages in its lock file. */
    lock: z.string(),
    /** The runs of each task; a process looks at its own alone. */
    tasks: z.array(z.unknown()),
  })
);

const identity = once(() => z.string().regex(/^[0-9a-f]{16}$/, "an identity must be 16 hexadecimal digits"));

const taskSchema = once(() =>
  z.array(z.strictObject({
    id: identity(),
    network: identity(),
    config: runConfigSchema(),
    content: contentSchema().default({}),
  })).min(1)
);

/** Longer than anybody takes to write a file. */
const HOUR = 3_600_000;

/**
 * Writes a plan's tasks into its folder in a store.
 * @param store The store.
 * @param plan The plan.
 * @returns The file.
 * @throws {Error} "Cannot write PATH: …".
 */
export async function writeTaskList(store: Store, plan: SweepPlan): Promise<string> {
  const path = join(store.sweepFolder(plan.folder), "tasks.json");
  await removeLeftovers(store.sweepFolder(plan.folder), HOUR);
  const tasks = plan.tasks.map((runs) =>
    runs.map(({ id, network, config, content }) => ({ id, network, config, content }))
  );
  await writeFileAtomic(path, pretty({ sweep: plan.sweep.name, ...await kitIdentity(), tasks }));
  return path;
}

/**
 * The runs of one task.
 * @param path The file that {@linkcode writeTaskList} wrote.
 * @param index Which task, from 0.
 * @returns Its runs.
 * @throws {RangeError} If there is no such task, or the kit or its packages are others than when the task was planned.
 * @throws {SyntaxError} If the file is not JSON.
 * @throws {Error} If it cannot be read.
 */
export async function readTask(path: string, index: number): Promise<PlannedRun[]> {
  const action = `run a task of ${path}`;
  const list = validate(action, taskListSchema(), await readJson(path));
  checkInteger(action, "its number", index, 0, list.tasks.length - 1);
  const { version, lock } = await kitIdentity();
  if (list.version !== version || list.lock !== lock) {
    throw new RangeError(
      `Cannot ${action}: it was planned by version ${list.version} with packages ${list.lock.slice(0, 12)}, this is ` +
        `${version} with ${lock.slice(0, 12)}; plan the sweep again`,
    );
  }
  return validate(`${action}, number ${index}`, taskSchema(), list.tasks[index]);
}
