/**
 * Programs that can be interrupted and started again.
 * @module
 */

/** A signal told the program to end. */
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

/** Set where a program was started by one that found hang-ups ignored, as nohup leaves them. */
export const HANGUP_IGNORED = "NEARZERO_HANGUP_IGNORED";

/**
 * The signals that ask a program to end: Ctrl-C, a scheduler's end and its warning before it (Slurm's --signal), and a
 * terminal that was closed, unless hang-ups are ignored; not SIGUSR1, on which Deno opens its inspector.
 * @returns Their names.
 */
export function endingSignals(): Deno.Signal[] {
  if (Deno.build.os === "windows") return ["SIGINT"];
  return ["SIGINT", "SIGTERM", "SIGUSR2", ...hangupIgnored() ? [] : ["SIGHUP" as const]];
}

/**
 * Whether the process was started with hang-ups ignored, which a listener of its own would undo. Linux tells who may
 * look; elsewhere only the program that started this one does, by {@linkcode HANGUP_IGNORED}.
 * @returns True where they are.
 */
function hangupIgnored(): boolean {
  if (Deno.env.get(HANGUP_IGNORED) === "1") return true;
  try {
    return ignoresHangup(Deno.readTextFileSync(PROCESS_STATUS));
  } catch {
    return false;
  }
}

/** Where Linux tells a process of itself, and its children of what they have from it; read with all permissions only. */
export const PROCESS_STATUS = "/proc/self/status";

/**
 * Whether a process ignores hang-ups.
 * @param status What Linux tells of it.
 * @returns True where it does.
 */
export function ignoresHangup(status: string): boolean {
  const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0";
  return (BigInt(`0x${mask}`) & 1n) === 1n;
}

/**
 * Runs what an entry point does so that signals end it in an orderly way: the first aborts `signal`, which `train` answers
 * with a checkpoint, and says on standard error how to go on. Those that follow change nothing, since one Ctrl-C may
 * arrive several times: from the terminal, and from the program that started this one. SIGQUIT (Ctrl-\) and SIGKILL end
 * the process at once.
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
 */
export async function interruptible(body: (signal: AbortSignal) => Promise<number | void>): Promise<number> {
  const controller = new AbortController();
  const heard = endingSignals().map((signal) => {
    const hear = () => {
      if (controller.signal.aborted) return;
      controller.abort(new InterruptError(signal));
      tell(
        `Interrupted by ${signal}: keeping what was done; the same command goes on from there (Ctrl-\\ ends at once)`,
      );
    };
    return [signal, hear] as const;
  });
  for (const [signal, hear] of heard) Deno.addSignalListener(signal, hear);
  try {
    return await body(controller.signal) ?? 0;
  } catch (error) {
    if (error instanceof InterruptError && error === controller.signal.reason) return TRY_AGAIN;
    throw error;
  } finally {
    // After an interruption they stay: a signal that comes late must not end the process by itself.
    if (!controller.signal.aborted) heard.forEach(([signal, hear]) => Deno.removeSignalListener(signal, hear));
  }
}

/** Writes a line to standard error; a terminal that is gone takes none. */
function tell(line: string): void {
  try {
    console.error(line);
  } catch {
    // What matters is kept all the same.
  }
}
