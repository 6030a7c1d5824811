/**
 * What the kit's commands share: where the checkout is, and how a mistake is told.
 * @module
 */
import { join } from "node:path";
import { checkKnown } from "../../numerics/check.ts";
import { checkout } from "../../io/checkout.ts";
import { InterruptError, onSignals } from "../../io/process/interruptible.ts";
import { onOrphaned } from "../../io/process/leash.ts";

export { checkout };

/** The folder of the notebooks. */
export const notebooksFolder: string = join(checkout, "notebooks");

/**
 * Runs a command and exits with its status; an error becomes one line on standard error and status 1. `--help` and `-h`
 * print the usage and nothing else; an option that there is not is answered by those that there are.
 * @param main The command; its result is the exit status, 0 if there is none.
 * @param usage What the command takes, with an example.
 */
export async function runCommand(main: () => Promise<number | void>, usage?: string): Promise<never> {
  try {
    if (usage !== undefined && asksForHelp(Deno.args)) {
      console.log(usage);
      Deno.exit(0);
    }
    Deno.exit(await main() ?? 0);
  } catch (error) {
    console.error(error instanceof Error ? misuse(error, usage ?? "") ?? error.message : error);
    Deno.exit(1);
  }
}

function asksForHelp(args: readonly string[]): boolean {
  const own = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
  return own.includes("--help") || own.includes("-h");
}

/**
 * What is wrong with a command line, in one line.
 * @param error What `parseArgs` of node:util has thrown.
 * @param usage The usage, which names the options.
 * @returns The line, or undefined where the error is another.
 */
export function misuse(error: Error & { readonly code?: string }, usage: string): string | undefined {
  if (!error.code?.startsWith("ERR_PARSE_ARGS_")) return undefined;
  const options = [...new Set(usage.match(/(?<![\w-])--[a-z][a-z-]*|(?<![\w-])-[a-z](?![\w-])/g)), "--help"];
  const [, given = ""] = /'(-[^'\s,]*)/.exec(error.message) ?? [];
  if (error.code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") {
    try {
      checkKnown("read the command", "option", given, options);
    } catch (unknown) {
      return (unknown as Error).message;
    }
  }
  if (error.code === "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL") {
    const [, word = ""] = /argument '([^']*)'/.exec(error.message) ?? [];
    return `Cannot read the command: "${word}" is one word too many; --help says what it takes`;
  }
  const [, long = given] = /(--[a-z-]+)/.exec(error.message) ?? [];
  const what = /does not take an argument/.test(error.message) ? "takes no value" : "needs a value";
  return `Cannot read the command: ${long} ${what}; --help says what it takes`;
}

/**
 * Finds what is meant by a name or by its beginning.
 * @param action What the caller was about to do, for messages.
 * @param kind What the names are of.
 * @param given What was typed.
 * @param known The names.
 * @returns The one that is called so or, alone, begins so.
 * @throws {RangeError} If there is none, or several: names them.
 */
export function named(action: string, kind: string, given: string, known: readonly string[]): string {
  if (known.includes(given)) return given;
  const found = given === "" ? [] : known.filter((name) => name.startsWith(given));
  if (found.length === 1) return found[0];
  if (found.length > 1) {
    throw new RangeError(`Cannot ${action}: "${given}" begins ${found.length}, ${found.join(", ")}`);
  }
  checkKnown(action, kind, given, known);
  return given;
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

/**
 * That a configuration's file stands before what is changed in it.
 * @param action What the caller was about to do, for messages.
 * @param word What stands where the file should.
 * @throws {TypeError} If it is a change.
 */
export function checkFileFirst(action: string, word: string): void {
  if (!/^[\w.]+=/.test(word) || word.endsWith(".json")) return;
  throw new TypeError(`Cannot ${action}: ${word} changes a configuration, whose JSON file is named before it`);
}
