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
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM", "SIGUSR2"];

/**
 * Runs what an entry point does so that a signal ends it in an orderly way: the first aborts `signal`, which `train` answers
 * with a checkpoint; a second one ends the process at once.
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
  const stopListening = () => heard.forEach(([signal, hear]) => Deno.removeSignalListener(signal, hear));
  const heard = SIGNALS.map((signal) => {
    const hear = () => {
      // From now on the signals do again what they do by themselves.
      stopListening();
      controller.abort(new InterruptError(signal));
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
    stopListening();
  }
}
