import { countTests } from "../../../lib/tasks/checks/test_report.ts";
import { assertEquals } from "../../assert.ts";

const FAILED = `running 2 tests from ./tests/a_test.ts
one ... ok (1ms)
two => three ... FAILED (2ms)

 ERRORS 

two => three => ./tests/a_test.ts:3:6
error: Error: no

 FAILURES 

two => three => ./tests/a_test.ts:3:6

FAILED | 1 passed (2 steps) | 1 failed | 3 ignored (13m37s)

`;

Deno.test("countTests() reads the last line's counts, and each failure once with its place", () => {
  assertEquals(countTests(FAILED, false), {
    passed: 1,
    failed: 1,
    failures: ["two => three => ./tests/a_test.ts:3:6"],
  });
  // A test may print what looks like a summary.
  const said = "ok | 9 passed | 9 failed (1ms)\n\nok | 12 passed | 0 failed | 1 ignored (3s)\n";
  assertEquals(countTests(said, true), { passed: 12, failed: 0, failures: [] });
});

Deno.test("countTests() counts a run that failed without failing a test, and one that said nothing, as one failure", () => {
  assertEquals(countTests("ok | 4 passed | 0 failed (1s)\n", false), { passed: 4, failed: 1, failures: [] });
  assertEquals(countTests("", false), { passed: 0, failed: 1, failures: [] });
});
