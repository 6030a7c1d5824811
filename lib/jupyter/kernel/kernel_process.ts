/**
 * The operating system's side of a kernel: its process, its ports and what it says when it ends.
 * @module
 */
import { leash } from "../../io/process/leash.ts";
import { lastWords } from "./last_words.ts";

/** How to start a kernel. */
export interface KernelOptions {
  /** The folder in which the kernel runs; Deno looks for the import map from here upwards. */
  readonly cwd: string;
  /** Environment variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** The deno to run; this one by default. */
  readonly deno?: string;
  /** The command and its arguments, as a kernelspec has them, in place of `deno`'s kernel. */
  readonly command?: readonly string[];
  /** Milliseconds that the start may take; 60 s by default. */
  readonly startLimit?: number;
}

/** A kernel's process. */
export interface KernelProcess {
  /** Resolves when the process has ended, with the reason and the last lines that it printed. */
  readonly ended: Promise<string>;
  /** Whether it has ended. */
  exited(): boolean;
  /** Ends it at once. */
  kill(): void;
}

/**
 * Starts a kernel's process.
 * @param options How to start it.
 * @param connectionFile The file that tells it its ports and its key.
 * @param folder A folder, such as the file's, that is removed when the kernel has ended, however that comes about: the
 * key lets anyone run code.
 * @returns The process; it ends with this one even if that is killed.
 * @throws {Deno.errors.NotFound} If there is no such deno or no such folder.
 */
export function startKernelProcess(options: KernelOptions, connectionFile: string, folder?: string): KernelProcess {
  const [command, ...args] = options.command ??
    [options.deno ?? Deno.execPath(), "jupyter", "--kernel", "--conn", "{connection_file}"];
  Deno.statSync(options.cwd);
  const held = leash(command, args.map((arg) => arg === "{connection_file}" ? connectionFile : arg), {
    folder,
    cwd: options.cwd,
    env: { NO_COLOR: "1", ...options.env },
  });
  const stderr = lastWords(held.stderr);
  let exited = false;
  const ended = held.ended.then(async (code) => {
    exited = true;
    return describe(code, await stderr.finish());
  });
  return { ended, exited: () => exited, kill: held.release };
}

/**
 * Finds ports on which nobody listens.
 * @param count How many.
 * @returns Distinct ports; nothing keeps another process from taking one before they are used.
 */
export function freePorts(count: number): number[] {
  const listeners = Array.from({ length: count }, () => Deno.listen({ hostname: "127.0.0.1", port: 0 }));
  const ports = listeners.map((listener) => (listener.addr as Deno.NetAddr).port);
  for (const listener of listeners) listener.close();
  return ports;
}

function describe(code: number, stderr: string): string {
  const how = code > 128 ? `it was ended by signal ${code - 128}` : `it exited with code ${code}`;
  const said = stderr.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("Warning ")).slice(-8);
  return said.length === 0 ? how : `${how}: ${said.join("\n")}`;
}
