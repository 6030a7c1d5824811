/**
 * What Deno's test runner says at its end.
 * @module
 */

/** What came of tests. */
export interface TestCounts {
  /** How many passed. */
  readonly passed: number;
  /** How many failed; at least 1 where the run failed. */
  readonly failed: number;
  /** The names of those that failed, each with where it stands. */
  readonly failures: readonly string[];
}

/**
 * Reads the counts of a run of tests.
 * @param said What `deno test` wrote to standard output, without colours.
 * @param success Whether it ended well. A module that cannot be loaded, or a leak at the very end, fails a run without
 * failing a test.
 * @returns The counts.
 */
export function countTests(said: string, success: boolean): TestCounts {
  const summary = [...said.matchAll(/^(?:ok|FAILED) \| (\d+) passed.*?\| (\d+) failed/gm)].at(-1);
  const failures = said.slice(Math.max(0, said.lastIndexOf("\n FAILURES \n"))).match(/^.+ => \.\/.+:\d+:\d+$/gm) ?? [];
  const [passed, failed] = [Number(summary?.[1] ?? 0), Number(summary?.[2] ?? 0)];
  return { passed, failed: success ? failed : Math.max(1, failed), failures };
}
