/**
 * What `deno task run` starts: it reads where results go, and runs the command in a process that may write there alone.
 *
 * deno.json cannot name the store, which the command's options and the environment say. This program itself may read,
 * and start the other.
 * @module
 */
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { stepTimesFolder } from "../experiments/runs/step_times_folder.ts";
import { taskPermissions } from "../experiments/runs/task_permissions.ts";
import { onSignals } from "../io/process/interruptible.ts";
import { defaultStore } from "../experiments/store/default_store.ts";
import { checkout, runCommand } from "./shared/command.ts";

async function main(): Promise<number> {
  const options = { store: { type: "string" }, emit: { type: "string" }, dry: { type: "boolean" } } as const;
  const { values: { store, emit, dry }, positionals } = parseArgs({ options, strict: false });
  const folder = typeof store === "string" ? store : defaultStore();
  // A folder is put in its place from beside it.
  const emitted = typeof emit === "string" && positionals.length > 1
    ? dirname(resolve(positionals.at(-1)!))
    : undefined;
  // A dry run keeps the times of steps.
  const beside = dry ? stepTimesFolder() : emitted;
  const started: { child?: Deno.ChildProcess } = {};
  // What ends this program is for the other to answer; it may hear of it twice and minds only the first.
  onSignals((signal) => {
    try {
      started.child?.kill(signal);
    } catch {
      // It has ended by itself.
    }
  });
  const child = started.child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      ...taskPermissions(folder, beside),
      join(checkout, "lib", "tasks", "run.ts"),
      ...Deno.args,
    ],
  }).spawn();
  return (await child.status).code;
}

if (import.meta.main) await runCommand(main);
