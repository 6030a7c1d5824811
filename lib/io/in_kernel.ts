/**
 * Whether this code runs in a notebook.
 * @module
 */

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
