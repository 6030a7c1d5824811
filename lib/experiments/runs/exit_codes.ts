/**
 * What a task's process says by its exit code, to every engine alike. Beside these there is `TRY_AGAIN` of
 * `lib/io/process/interruptible.ts`: the work was stopped, or another process does it, and is to be taken up again.
 * @module
 */

/** The runs are finished. */
export const DONE = 0;

/** A run failed; another try may end differently. */
export const FAILED = 1;

/** A run failed and would again: nothing is to try it anew until its configuration is changed. */
export const NEVER_RETRY = 42;
