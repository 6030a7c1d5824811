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

/**
 * Ctrl-C, a scheduler's end and a scheduler's warning before it (Slurm's --signal); not SIGUSR1, on which Deno opens its
 * inspector.
 */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM", "SIGUSR2", "SIGHUP"];

/**
 * Milliseconds without a signal after which Ctrl-C is one of somebody who will not wait. One Ctrl-C may arrive several
 * times: from the terminal, and handed on by each process above.
 */
const INSISTENCE = 5_000;

/**
 * Runs what an entry point does so that a signal ends it in an orderly way: the first aborts `signal`, which `train` answers
 * with a checkpoint. Those that follow change nothing, however many there are; only a SIGINT after five seconds of silence
 * ends the process at once. A terminal that closes (SIGHUP) ends it likewise, unless it was started to outlive that.
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
  const controller = new AbortController(),
    stopListening = onSignals((signal, silence) => {
      if (!controller.signal.aborted) controller.abort(new InterruptError(signal));
      else if (signal === "SIGINT" && silence > INSISTENCE) Deno.exit(128 + 2);
    });
  try {
    return await body(controller.signal) ?? 0;
  } catch (error) {
    if (error instanceof InterruptError && error === controller.signal.reason) return TRY_AGAIN;
    throw error;
  } finally {
    // A signal that comes between here and the end of the process must not change how it ends.
    if (!controller.signal.aborted) stopListening();
  }
}

/**
 * Hears the signals that ask a program to end, in place of what they do by themselves.
 * @param hear Told of each, with the milliseconds since the one before.
 * @returns Stops hearing them.
 */
export function onSignals(hear: (signal: Deno.Signal, silence: number) => void): () => void {
  let last = -Infinity;
  deaf ??= !hangsUp();
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

/** Whether SIGHUP is to be ignored; asked before all else, as Deno takes it up with the first listener of any signal. */
let deaf: boolean | undefined;

/** Whether the end of its terminal ends this process: not so under nohup. */
function hangsUp(): boolean {
  const path = "/proc/self/status";
  if (Deno.build.os === "linux" && Deno.permissions.querySync({ name: "read", path }).state === "granted") {
    try {
      const ignored = /^SigIgn:\s*([0-9a-f]+)$/m.exec(Deno.readTextFileSync(path))?.[1] ?? "0";
      return (BigInt(`0x${ignored}`) & 1n) === 0n;
    } catch {
      // It may be hidden even so.
    }
  }
  // Nohup leaves neither to a terminal.
  return Deno.stdout.isTerminal() || Deno.stderr.isTerminal();
}
