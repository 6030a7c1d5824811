/**
 * What the kit's commands share: where the checkout is, and how a mistake is told.
 * @module
 */
import { join } from "node:path";
import { checkout } from "../io/checkout.ts";
import { InterruptError, onSignals } from "../io/process/interruptible.ts";
import { onOrphaned } from "../io/process/leash.ts";

export { checkout };

/** The folder of the notebooks. */
export const notebooksFolder: string = join(checkout, "notebooks");

/**
 * Runs a command and exits with its status; an error becomes one line on standard error and status 1.
 * @param main The command; its result is the exit status, 0 if there is none.
 */
export async function runCommand(main: () => Promise<number | void>): Promise<never> {
  try {
    Deno.exit(await main() ?? 0);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  }
}

/**
 * Hears that a command is to end: by a signal, or since the `deno task` that it runs under was killed.
 * @param end Told why; may be told several times.
 */
export function onEnd(end: (why: Error) => void): void {
  onSignals((signal) => end(new InterruptError(signal)));
  // Set by `deno task`. A command that a shell started may outlive that shell.
  if (Deno.env.has("INIT_CWD")) onOrphaned(() => end(new Error("Interrupted: its task was killed")));
}

/**
 * Lists the notebooks in reading order.
 * @returns Their names, without folder and ending.
 */
export async function listNotebooks(): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of Deno.readDir(notebooksFolder)) {
    if (entry.name.endsWith(".ipynb") && !entry.name.startsWith(".")) names.push(entry.name.slice(0, -".ipynb".length));
  }
  return names.sort();
}

/**
 * Writes a time for a list.
 * @param milliseconds The time.
 * @returns Such as "0.3 s", "12.4 s" or "3 min 20 s".
 */
export function formatTime(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 99.95) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(Math.round(seconds) / 60)} min ${Math.round(seconds) % 60} s`;
}
