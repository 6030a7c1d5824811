/**
 * What engines are given: tasks, and the program that runs one.
 * @module
 */
import { join } from "node:path";
import { checkout } from "../../io/checkout.ts";
import { taskPermissions } from "../runs/task_permissions.ts";
import type { Store } from "../store/store.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/** Tasks to be run, the same for every engine. */
export interface SweepJob {
  /** The sweep's name. */
  readonly name: string;
  /** Where results are kept. */
  readonly store: Store;
  /** The sweep's folder in the store, for logs. */
  readonly folder: string;
  /** The program and its first arguments; the number of a task is added. */
  readonly command: readonly string[];
  /** The runs of every task of the sweep. */
  readonly tasks: SweepPlan["tasks"];
  /** The tasks that are to be run. */
  readonly pending: readonly number[];
  /** Environment variables of every task. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The command that runs a task of a file of tasks, without its number.
 * @param list The file.
 * @param store The store's folder.
 * @returns The program and its arguments.
 */
export function taskCommand(list: string, store: string): string[] {
  const program = join(checkout, "lib", "tasks", "run.ts");
  // Frozen: a task that found other packages than were planned with would be another run.
  const options = [...taskPermissions(store), "--frozen", "--no-check"];
  return [Deno.execPath(), "run", ...options, program, "--store", store, "--tasks", list, "--task"];
}

/**
 * The file that holds what a task's process said.
 * @param folder The sweep's folder.
 * @param task The task.
 * @returns The file.
 */
export function logFile(folder: string, task: number): string {
  return join(folder, "logs", `${task}.log`);
}

/**
 * The last lines of a log.
 * @param path The file.
 * @param count How many.
 * @returns The lines, none where there is no log.
 */
export async function lastLines(path: string, count: number = 12): Promise<string[]> {
  let text: string;
  try {
    using file = await Deno.open(path);
    const { size } = await file.stat(), start = Math.max(0, size - 16_384);
    await file.seek(start, Deno.SeekMode.Start);
    text = await new Response(file.readable).text();
  } catch {
    return [];
  }
  return text.trimEnd().split("\n").slice(-count);
}
