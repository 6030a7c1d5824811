/**
 * `deno task test`: format, lint, documentation, types (the notebooks' cells too) and all tests.
 *
 * With folders or files as arguments only their tests run.
 *
 * It only reads and starts Deno; the tests themselves have all permissions (-A), since they start what the kit starts:
 * kernels, browsers, compilers, clusters.
 * @module
 */
import { checkout, formatTime, runCommand } from "./command.ts";

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
    args: ["fmt", "--check", "--quiet", "lib", "tests", "data", "README.md", "CHANGELOG.md", "deno.json"],
  },
  { name: "lint", args: ["lint", "--quiet"] },
  { name: "documentation", args: ["run", "-A", "--no-check", "lib/tasks/check_docs.ts"] },
  { name: "types", args: ["check", "--quiet", "--doc", "lib", "tests"] },
  { name: "notebooks", args: ["run", "-A", "--no-check", "lib/tasks/check_notebooks.ts"] },
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

/** Runs the tests, shows what they say while they run, and reads the counts from the runner's last line. */
async function runTests(targets: readonly string[], typesChecked: boolean): Promise<Counts> {
  const began = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--quiet", "--doc", ...(typesChecked ? ["--no-check"] : []), ...targets],
    cwd: checkout,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const decoder = new TextDecoder();
  let tail = "";
  for await (const bytes of child.stdout) {
    tail = (tail + decoder.decode(bytes, { stream: true })).slice(-4_000);
    for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
  }
  const { success } = await child.status;
  const summary = [...tail.matchAll(/^(?:ok|FAILED) \| (\d+) passed.*?\| (\d+) failed/gm)].at(-1);
  const counts = { passed: Number(summary?.[1] ?? 0), failed: Number(summary?.[2] ?? 0) };
  report("tests", success ? "ok" : "FAILED", began);
  // A module that cannot be loaded, or a leak at the very end, fails the run without failing a test.
  return success || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

function report(name: string, outcome: string, began: number): void {
  console.log(`${name.padEnd(16)}${outcome.padEnd(8)}${formatTime(performance.now() - began)}`);
}

async function main(): Promise<number> {
  let failedChecks = 0;
  const chosen = Deno.args.length > 0;
  if (!chosen) {
    for (const stage of checks) if (!await runCheck(stage)) failedChecks++;
  }
  const { passed, failed } = await runTests(chosen ? Deno.args : ["lib", "tests"], !chosen);
  console.log(`${passed} passed, ${failed + failedChecks} failed`);
  return failed + failedChecks === 0 ? 0 : 1;
}

if (import.meta.main) await runCommand(main);
