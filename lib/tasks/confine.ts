/**
 * What `deno task run` starts: it reads where results go, and runs the command in a process that may write there alone.
 *
 * deno.json cannot name the store, which the command's options and the environment say. This program itself may read,
 * and start the other.
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { taskPermissions } from "../experiments/runs/task_permissions.ts";
import { endingSignals, HANGUP_IGNORED, ignoresHangup, PROCESS_STATUS } from "../io/interruptible.ts";
import { defaultStore } from "../experiments/store/default_store.ts";
import { checkout, runCommand } from "./command.ts";

async function main(): Promise<number> {
  const { values: { store } } = parseArgs({ options: { store: { type: "string" } }, strict: false });
  const folder = typeof store === "string" ? store : defaultStore();
  if (await hangupIgnored()) Deno.env.set(HANGUP_IGNORED, "1");
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", ...taskPermissions(folder), join(checkout, "lib", "tasks", "run.ts"), ...Deno.args],
  }).spawn();
  // What ends this program is for the other to answer; it may hear of it twice and minds only the first.
  for (const signal of endingSignals()) {
    Deno.addSignalListener(signal, () => {
      try {
        child.kill(signal);
      } catch {
        // It has ended by itself.
      }
    });
  }
  return (await child.status).code;
}

/** Asked of a child, which ignores what this process does: Deno itself looks there with all permissions only. */
async function hangupIgnored(): Promise<boolean> {
  if (Deno.build.os !== "linux") return false;
  const { stdout } = await new Deno.Command("cat", { args: [PROCESS_STATUS] }).output();
  return ignoresHangup(new TextDecoder().decode(stdout));
}

if (import.meta.main) await runCommand(main);
