/**
 * A notebook's kernel as code inside it sees it: whether there is one, and its stop button.
 *
 * Deno's kernel answers the button by terminating the code that runs, which leaves what waits for that code waiting for ever, and
 * by never running any again where none runs. So the kit's kernel (see `lib/jupyter/kernel/stoppable_kernel.ts`) asks
 * first, by a file and a signal: work that listens ends itself.
 * @module
 */
import { join } from "node:path";

/**
 * Deno's Jupyter interface.
 * @returns The interface in a notebook's kernel, undefined in scripts, tasks and tests.
 */
export function jupyterInterface(): typeof Deno.jupyter | undefined {
  try {
    return Deno.jupyter;
  } catch {
    return undefined; // Merely reading it throws outside the kernel.
  }
}

/**
 * Whether this code runs in a notebook's kernel.
 * @returns True there, false in scripts, tasks and tests.
 */
export function inKernel(): boolean {
  return jupyterInterface() !== undefined;
}

/**
 * A cell's work was interrupted; the message says how to go on.
 * @category Training
 */
export class CellInterruptError extends Error {
  /** The class's name, for notebooks. */
  override readonly name: string = "CellInterruptError";
  /** Whether the code was terminated in the middle, so that the kernel may have answered the cell already. */
  readonly terminated: boolean;

  /**
   * Says how to go on.
   * @param message How.
   * @param terminated Whether the code was terminated in the middle.
   */
  constructor(message: string, terminated: boolean = false) {
    super(message);
    this.terminated = terminated;
  }
}

/** The files by which the kernel's process and the kernel talk, in a folder of their own. */
export const interruptFiles = {
  /** There while the kernel is asked to interrupt its cell; whoever removes it has the say. */
  asked: "asked",
  /** There while work is ending itself. */
  ending: "ending",
  /** Holds the kernel's process number once it listens. */
  listener: "listener",
} as const;

interface Listening {
  /** What runs and can end itself. */
  readonly running: Set<AbortController>;
  /** The folder of the files; undefined where nobody asks. */
  folder?: string;
}

/** One for the process, should several copies of this file be loaded. */
const listening = (globalThis as unknown as Record<symbol, Listening>)[Symbol.for("nearzero.cell")] ??= {
  running: new Set(),
};

/**
 * Does work that a notebook's stop button ends.
 * @param work Is given a signal, which aborts with a {@linkcode CellInterruptError}; undefined outside a kernel.
 * @returns What the work returns.
 * @throws What the work throws.
 */
export async function stoppable<T>(work: (signal: AbortSignal | undefined) => Promise<T>): Promise<T> {
  if (!inKernel()) return await work(undefined);
  const controller = new AbortController(), { running } = listening;
  running.add(controller);
  try {
    // Terminated inside the cell's own turn, the cell would end without this work's word on how to go on.
    await new Promise((resolve) => setTimeout(resolve, 0));
    return await work(controller.signal);
  } finally {
    running.delete(controller);
    if (running.size === 0 && listening.folder !== undefined) remove(join(listening.folder, interruptFiles.ending));
  }
}

/**
 * Listens for the stop button from now on; run once in a kernel that the kit has started.
 * @param folder Where the files are.
 */
export function listenForInterrupts(folder: string): void {
  listening.folder = folder;
  Deno.addSignalListener("SIGINT", () => {
    // Where the file is gone the question was given up, and the code that ran then was terminated.
    if (!remove(join(folder, interruptFiles.asked))) return;
    if (listening.running.size === 0) {
      console.error("Nothing that runs here can be interrupted; if a cell still waits, restart the kernel to end it.");
      return;
    }
    Deno.writeTextFileSync(join(folder, interruptFiles.ending), "");
    for (const controller of listening.running) controller.abort(new CellInterruptError("Interrupted"));
  });
  Deno.writeTextFileSync(join(folder, interruptFiles.listener), String(Deno.pid));
}

function remove(path: string): boolean {
  try {
    Deno.removeSync(path);
    return true;
  } catch {
    return false;
  }
}
