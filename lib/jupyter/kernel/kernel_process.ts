/**
 * The operating system's side of a kernel: its process, its ports and what it says when it ends.
 * @module
 */
import { lastWords } from "./last_words.ts";

/** How to start a kernel. */
export interface KernelOptions {
  /** The folder in which the kernel runs; Deno looks for the import map from here upwards. */
  readonly cwd: string;
  /** Environment variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** The deno to run; this one by default. */
  readonly deno?: string;
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
 * @returns The process; it ends with this one even if nobody stops it.
 * @throws {Deno.errors.NotFound} If there is no such deno or no such folder.
 */
export function startKernelProcess(options: KernelOptions, connectionFile: string): KernelProcess {
  const child = new Deno.Command(options.deno ?? Deno.execPath(), {
    args: ["jupyter", "--kernel", "--conn", connectionFile],
    cwd: options.cwd,
    env: { NO_COLOR: "1", ...options.env },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const kill = () => {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
  };
  // Whoever ends this process with Deno.exit takes the kernel along, and the key that lets anyone run code in it.
  const unload = () => {
    kill();
    try {
      Deno.removeSync(connectionFile);
    } catch {
      // It was removed already.
    }
  };
  globalThis.addEventListener("unload", unload);
  const stderr = lastWords(child.stderr);
  let exited = false;
  const ended = child.status.then(async (status) => {
    exited = true;
    globalThis.removeEventListener("unload", unload);
    return describe(status, await stderr.finish());
  });
  return { ended, exited: () => exited, kill };
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

function describe(status: Deno.CommandStatus, stderr: string): string {
  const how = status.signal === null ? `it exited with code ${status.code}` : `it was ended by ${status.signal}`;
  const said = stderr.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("Warning ")).slice(-8);
  return said.length === 0 ? how : `${how}: ${said.join("\n")}`;
}
