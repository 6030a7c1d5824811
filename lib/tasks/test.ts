/**
 * `deno task test`: format, lint, documentation, types (the notebooks' cells too) and all tests of the kit, in batches of
 * which some more run at once than there are cores, each in a process of its own: tests may set variables of their
 * environment and end what they have started, and leave both as they were.
 *
 * With --published the tests of what is published of the kit: the site, each of whose pages is opened in a browser, and
 * the packages, which are taken into projects as others take them. They change with what they show, which is tested by
 * itself, and take about a third as long as all others.
 *
 * With folders or files as arguments only their tests run, in one process, where each file has an isolate of its own.
 *
 * It only reads and starts Deno; the tests themselves have all permissions (-A), since they start what the kit starts:
 * kernels, browsers, compilers, clusters.
 * @module
 */
import { parseArgs } from "node:util";
import { join } from "node:path";
import { checkInteger } from "../numerics/check.ts";
import { BATCH, EXAMPLES, type Part, testBatches } from "./checks/batches.ts";
import { changedFiles, changedTests } from "./checks/changed.ts";
import { inLanes } from "./shared/lanes.ts";
import { countTests, type TestCounts } from "./checks/test_report.ts";
import { checkout, formatTime, runCommand } from "./shared/command.ts";

const USAGE = `deno task test [FOLDERS] [--published] [--jobs N] [--changed] [--since REV] [--watch]

Everything that must hold of the kit: format, lint, documentation, types and tests. The last line is "N passed, N failed".
FOLDERS         folders or files: their tests alone
--published     what must hold of what is published: the site in a browser, and the packages in others' projects
--jobs N        how many processes at once; half as many again as there are cores by default
--changed       what a change against the last commit can affect, nearest first, for 30 seconds
--since REV     the same for all that has changed since a revision
--watch         runs the tests of FOLDERS again whenever a file changes

Such as: deno task test tests/oracle`;

/** One stage: a run of deno in the checkout. */
interface Stage {
  readonly name: string;
  readonly args: readonly string[];
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
  // The notebooks' cells with the rest: each run of the checker reads the whole kit.
  { name: "types", args: ["run", "-A", "--no-check", "lib/tasks/checks/check_notebooks.ts", "lib", "tests"] },
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
  if (!success) [stdout, stderr].forEach((bytes) => print(Deno.stderr, bytes));
  return success;
}

/** How tests are run. */
interface Running {
  /** What they are called in reports. */
  readonly name?: string;
  /** Whether another stage checks their types. */
  readonly typesChecked: boolean;
  /** Whether what they say is kept until they have ended, since others run at the same time. */
  readonly whole?: boolean;
  /** Cuts them short. */
  readonly signal?: AbortSignal;
}

/** Runs tests in one process, shows what they say, and reads the counts from its last line; none where they were cut short. */
async function runTests(
  args: readonly string[],
  { name = "tests", typesChecked, whole = false, signal }: Running,
): Promise<TestCounts | undefined> {
  const began = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--quiet", ...(typesChecked ? ["--no-check"] : []), ...args],
    cwd: checkout,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal,
  }).spawn();
  const heard: [Output, Uint8Array][] = [];
  const hear = async (from: ReadableStream<Uint8Array>, to: Output) => {
    for await (const bytes of from) {
      heard.push([to, bytes]);
      if (!whole) print(to, bytes);
    }
  };
  await Promise.all([hear(child.stdout, Deno.stdout), hear(child.stderr, Deno.stderr)]);
  const { success } = await child.status;
  if (whole) heard.forEach(([to, bytes]) => print(to, bytes));
  if (signal?.aborted) return undefined;
  report(name, success ? "ok" : "FAILED", began);
  const said = new Blob(heard.filter(([to]) => to === Deno.stdout).map(([, bytes]) => bytes as BlobPart));
  const counts = countTests(await said.text(), success);
  return { ...counts, failures: counts.failed > 0 && counts.failures.length === 0 ? [name] : counts.failures };
}

/** Runs test files in one isolate. */
async function runFiles(files: readonly string[], running: Running): Promise<TestCounts | undefined> {
  const counts = await runTests([BATCH, "--", ...files], running);
  // Each file begins with a test of its name, which says nothing.
  return counts && { ...counts, passed: Math.max(0, counts.passed - files.length) };
}

type Output = typeof Deno.stdout | typeof Deno.stderr;

function print(to: Output, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += to.writeSync(bytes.subarray(at));
}

function report(name: string, outcome: string, began: number): void {
  console.log(`${name.padEnd(15)} ${outcome.padEnd(7)} ${formatTime(performance.now() - began)}`);
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
    const counts = await runFiles(group, { typesChecked: true, signal: AbortSignal.timeout(1000 * seconds) });
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
      // Half as many again as there are cores: kernels, browsers and clusters are waited for, too.
      jobs: { type: "string", default: String(Math.ceil(1.5 * navigator.hardwareConcurrency)) },
      published: { type: "boolean", default: false },
      changed: { type: "boolean", default: false },
      since: { type: "string" },
      watch: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const jobs = Number(values.jobs);
  checkInteger("run the tests", "--jobs", jobs, 1);
  for (const target of positionals) await checkTarget(target);
  if (values.changed || values.since !== undefined) return await testChanged(values.since ?? "HEAD");
  const chosen = positionals.length > 0, targets = chosen ? positionals : ["lib", "tests"];
  if (values.watch) {
    const args = ["test", "-A", "--no-check", "--watch", ...targets];
    return (await new Deno.Command(Deno.execPath(), { args, cwd: checkout }).spawn().status).code;
  }
  if (values.published && chosen) throw new RangeError("Cannot test FOLDERS: --published says which");
  const part = values.published ? "published" : "kit";
  const { passed, failed, failures } = chosen
    ? (await runTests(["--doc", ...targets], { typesChecked: false }))!
    : await testPart(part, jobs);
  if (!chosen && part === "kit") {
    console.log("Not among these: the site in a browser and the packages in others' projects, by --published");
  }
  if (failures.length > 1) console.log(`Failed:\n${failures.map((line) => `  ${line}`).join("\n")}`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** All tests of a part, and the checks with those of the kit, so many at once; what is said of them is counted together. */
async function testPart(part: Part, jobs: number): Promise<TestCounts> {
  const work = [...(part === "kit" ? checks : []), ...await testBatches(part)];
  const counts: TestCounts[] = await inLanes(work, jobs, async (piece) => {
    if ("targets" in piece) {
      const { name, targets } = piece, running = { name, typesChecked: true, whole: true };
      const examples = targets[0] === "lib";
      return (await (examples ? runTests([EXAMPLES, "--", ...targets], running) : runFiles(targets, running)))!;
    }
    const ok = await runCheck(piece);
    return { passed: 0, failed: ok ? 0 : 1, failures: ok ? [] : [piece.name] };
  });
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
    failures: counts.flatMap(({ failures }) => failures),
  };
}

async function checkTarget(target: string): Promise<void> {
  const found = await Deno.stat(join(checkout, target)).then(() => true, () => false);
  if (!found) throw new RangeError(`Cannot test ${target}: there is no such folder or file in the checkout`);
}

if (import.meta.main) await runCommand(main, USAGE);
