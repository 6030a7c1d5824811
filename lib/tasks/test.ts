/**
 * `deno task test`: format, lint, documentation, types (the notebooks' cells too) and all tests.
 *
 * With folders or files as arguments only their tests run.
 *
 * It only reads and starts Deno; the tests themselves have all permissions (-A), since they start what the kit starts:
 * kernels, browsers, compilers, clusters.
 * @module
 */
import { parseArgs } from "node:util";
import { join } from "node:path";
import { changedFiles, changedTests } from "./checks/changed.ts";
import { checkout, formatTime, runCommand } from "./shared/command.ts";

const USAGE = `deno task test [FOLDERS] [--changed] [--since REV] [--watch]

Everything that must hold: format, lint, documentation, types and all tests. The last line is "N passed, N failed".
FOLDERS         folders or files: their tests alone
--changed       what a change against the last commit can affect, nearest first, for 30 seconds
--since REV     the same for all that has changed since a revision
--watch         runs the tests of FOLDERS again whenever a file changes

Such as: deno task test tests/oracle`;

/** One stage: a run of deno in the checkout. */
interface Stage {
  readonly name: string;
  readonly args: readonly string[];
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

const checks: readonly Stage[] = [
  // All but the notebooks, whose format check_notebooks.ts looks at.
  {
    name: "format",
    args: [
      "fmt",
      "--check",
      "--quiet",
      "lib",
      "tests",
      "data",
      "README.md",
      "CHANGELOG.md",
      "CONTRIBUTING.md",
      "docs",
      "deno.json",
    ],
  },
  { name: "lint", args: ["lint", "--quiet"] },
  { name: "documentation", args: ["run", "-A", "--no-check", "lib/tasks/checks/check_docs.ts"] },
  { name: "types", args: ["check", "--quiet", "--doc", "lib", "tests"] },
  { name: "notebooks", args: ["run", "-A", "--no-check", "lib/tasks/checks/check_notebooks.ts"] },
];

/** Runs a stage; its output is shown if it fails. */
async function runCheck({ name, args }: Stage): Promise<boolean> {
  const began = performance.now();
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: checkout,
    stdin: "null",
  }).output();
  report(name, success ? "ok" : "FAILED", began);
  if (!success) {
    for (const bytes of [stdout, stderr]) Deno.stderr.writeSync(bytes);
  }
  return success;
}

/** Runs the tests, shows what they say while they run, and reads the counts from the runner's last line; none where they were cut short. */
async function runTests(
  targets: readonly string[],
  typesChecked: boolean,
  signal?: AbortSignal,
): Promise<Counts | undefined> {
  const began = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--quiet", "--doc", ...(typesChecked ? ["--no-check"] : []), ...targets],
    cwd: checkout,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    signal,
  }).spawn();
  const decoder = new TextDecoder();
  let tail = "";
  for await (const bytes of child.stdout) {
    tail = (tail + decoder.decode(bytes, { stream: true })).slice(-4_000);
    for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
  }
  const { success } = await child.status;
  if (signal?.aborted) return undefined;
  const summary = [...tail.matchAll(/^(?:ok|FAILED) \| (\d+) passed.*?\| (\d+) failed/gm)].at(-1);
  const counts = { passed: Number(summary?.[1] ?? 0), failed: Number(summary?.[2] ?? 0) };
  report("tests", success ? "ok" : "FAILED", began);
  // A module that cannot be loaded, or a leak at the very end, fails the run without failing a test.
  return success || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

function report(name: string, outcome: string, began: number): void {
  console.log(`${name.padEnd(16)}${outcome.padEnd(8)}${formatTime(performance.now() - began)}`);
}

/** How long the tests of a change may take. */
const CHANGED_SECONDS = 30;

async function testChanged(since: string): Promise<number> {
  const began = performance.now(), changed = await changedFiles(since), groups = await changedTests(changed);
  const sources = changed.filter((path) => path.endsWith(".ts")), files = groups.flat();
  let failed = 0, passed = 0;
  const stages: Stage[] = sources.length === 0 ? [] : [
    { name: "format", args: ["fmt", "--check", "--quiet", ...sources] },
    { name: "lint", args: ["lint", "--quiet", ...sources] },
    { name: "types", args: ["check", "--quiet", ...sources, ...groups[0] ?? []] },
  ];
  for (const stage of stages) if (!await runCheck(stage)) failed++;
  let left = files.length;
  for (const group of groups) {
    const seconds = CHANGED_SECONDS - (performance.now() - began) / 1000;
    if (seconds <= 0) break;
    const counts = await runTests(group, true, AbortSignal.timeout(1000 * seconds));
    if (counts === undefined) break;
    passed += counts.passed;
    failed += counts.failed;
    left -= group.length;
  }
  console.log(
    `${files.length - left} of ${files.length} test files that the change can affect were run, nearest first`,
  );
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: "boolean", short: "h", default: false },
      changed: { type: "boolean", default: false },
      since: { type: "string" },
      watch: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  for (const target of positionals) await checkTarget(target);
  if (values.changed || values.since !== undefined) return await testChanged(values.since ?? "HEAD");
  const chosen = positionals.length > 0, targets = chosen ? positionals : ["lib", "tests"];
  if (values.watch) {
    const args = ["test", "-A", "--no-check", "--watch", ...targets];
    return (await new Deno.Command(Deno.execPath(), { args, cwd: checkout }).spawn().status).code;
  }
  let failedChecks = 0;
  if (!chosen) {
    for (const stage of checks) if (!await runCheck(stage)) failedChecks++;
  }
  const { passed, failed } = (await runTests(targets, !chosen))!;
  console.log(`${passed} passed, ${failed + failedChecks} failed`);
  return failed + failedChecks === 0 ? 0 : 1;
}

async function checkTarget(target: string): Promise<void> {
  const found = await Deno.stat(join(checkout, target)).then(() => true, () => false);
  if (!found) throw new RangeError(`Cannot test ${target}: there is no such folder or file in the checkout`);
}

if (import.meta.main) await runCommand(main, USAGE);
