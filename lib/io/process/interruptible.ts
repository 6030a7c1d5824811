/**
 * Programs that can be interrupted and started again.
 * @module
 */

/**
 * A signal told the program to end.
 * @category Training
 */
export class InterruptError extends Error {
  /** Which. */
  readonly signal: Deno.Signal;

  /**
   * Says which.
   * @param signal The signal.
   */
  constructor(signal: Deno.Signal) {
    super(`Interrupted by ${signal}`);
    this.name = "InterruptError";
    this.signal = signal;
  }
}

/** The exit code of a program that wants to be started again: EX_TEMPFAIL of sysexits.h, as schedulers know it. */
export const TRY_AGAIN = 75;

/**
 * Ctrl-C, a scheduler's end and its warning before it (Slurm's --signal), and a terminal that was closed; not SIGUSR1, on
 * which Deno opens its inspector.
 */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM", "SIGUSR2", "SIGHUP"];

/**
 * Runs what an entry point does so that signals end it in an orderly way: the first aborts `signal`, which `train` answers
 * with a checkpoint, and says on standard error how to go on. Those that follow change nothing, since one Ctrl-C may
 * arrive several times: from the terminal, and from the program that started this one. SIGQUIT (Ctrl-\) and SIGKILL end
 * the process at once. A terminal that closes (SIGHUP) ends it likewise, unless it was started to outlive that.
 *
 * @example
 * ```ts
 * import { interruptible } from "nearzero";
 *
 * // Deno.exit(await interruptible(…)) at the end of a program, with train({ …, signal }) inside.
 * const code = await interruptible((signal) => Promise.resolve(signal.aborted ? 1 : 0));
 * console.assert(code === 0);
 * ```
 * @param body What is done.
 * @returns The exit code: 75 where a signal ended it, what the body returns or 0 where not.
 * @throws What the body throws, unless it is the {@linkcode InterruptError} that it was aborted with.
 * @category Training
 */
export async function interruptible(body: (signal: AbortSignal) => Promise<number | void>): Promise<number> {
  const controller = new AbortController(), { signal } = controller;
  const stopListening = onSignals((name) => {
    if (signal.aborted) return;
    if (name === "SIGHUP") outliveTerminal();
    controller.abort(new InterruptError(name));
    console.error(
      `Interrupted by ${name}: keeping what was done; the same command goes on from there (Ctrl-\\ ends at once)`,
    );
  });
  try {
    return await body(signal) ?? 0;
  } catch (error) {
    if (error instanceof InterruptError && error === signal.reason) return TRY_AGAIN;
    throw error;
  } finally {
    // After an interruption they stay: a signal that comes late must not end the process by itself.
    if (!signal.aborted) stopListening();
  }
}

/**
 * Hears the signals that ask a program to end, in place of what they do by themselves.
 * @param hear Told of each, with the milliseconds since the one before.
 * @returns Stops hearing them.
 */
export function onSignals(hear: (signal: Deno.Signal, silence: number) => void): () => void {
  let last = -Infinity;
  // Asked first: Deno takes SIGHUP up itself with the first listener of any signal.
  const deaf = hangupIgnored();
  const heard = SIGNALS.map((signal) => {
    const listener = () => {
      if (deaf && signal === "SIGHUP") return;
      const now = performance.now(), silence = now - last;
      last = now;
      hear(signal, silence);
    };
    Deno.addSignalListener(signal, listener);
    return [signal, listener] as const;
  });
  return () => heard.forEach(([signal, listener]) => Deno.removeSignalListener(signal, listener));
}

/** Set for the processes that this one starts, where it finds hang-ups ignored: they may not be allowed to look. */
const IGNORED = "NEARZERO_HANGUP_IGNORED";

/** Whether the process was started with hang-ups ignored, as nohup does, which a listener of its own undoes. */
function hangupIgnored(): boolean {
  if (Deno.env.get(IGNORED) === "1") return true;
  const ignored = Deno.build.os === "linux" && ignoresHangup(processStatus());
  if (ignored) Deno.env.set(IGNORED, "1");
  return ignored;
}

/** What Linux tells of this process. Deno looks there with all permissions only; a child ignores what this one does. */
function processStatus(): string {
  const path = "/proc/self/status";
  try {
    return Deno.readTextFileSync(path);
  } catch {
    if (Deno.permissions.querySync({ name: "run", command: "cat" }).state !== "granted") return "";
    return new TextDecoder().decode(new Deno.Command("cat", { args: [path], stderr: "null" }).outputSync().stdout);
  }
}

/**
 * Whether a process ignores hang-ups.
 * @param status What Linux tells of it.
 * @returns True where it does.
 */
export function ignoresHangup(status: string): boolean {
  const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0";
  return (BigInt(`0x${mask}`) & 1n) === 1n;
}

/** A terminal that is gone takes no more lines, which must not keep the program from its end. */
function outliveTerminal(): void {
  for (const method of ["log", "info", "warn", "error", "debug"] as const) {
    const write = console[method];
    console[method] = (...values: unknown[]) => {
      try {
        write.apply(console, values);
      } catch {
        // Nobody is there to read it.
      }
    };
  }
}
