/**
 * `deno task fuzz [NAME]`: feeds the parsers of outside files with what is nearly right.
 *
 * It only reads and starts Deno; each parser is read in a process of its own, which may hang, die or be killed.
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkInteger, checkKnown, checkPositive } from "../numerics/check.ts";
import { checkout, runCommand } from "./shared/command.ts";

const usage = `Usage: deno task fuzz [NAME] [--seconds N] [--seed N] [--input N]

Feeds the parser NAME, or each in turn, for so many seconds with inputs that are made from its format and damaged. An
input is refused by an error of the house, "Cannot X: Y", or accepted; whatever else happens is a fault.
  --seconds N  for each parser; 10 by default
  --inputs N   at most so many for each parser
  --seed N     other inputs; 1 by default
  --input N    this one alone, as the list of faults names it

Such as: deno task fuzz npy --seconds 60`;

const folder = join(checkout, "tests", "fuzz");

/** What happened to the inputs. */
interface Counts {
  readonly inputs: number;
  readonly refused: number;
  readonly accepted: number;
  readonly untyped: number;
  readonly hangs: number;
  readonly beyond: number;
  readonly peak: number;
}

/** What a process has to tell. */
interface Report {
  readonly counts: Counts;
  readonly examples: readonly { readonly input: number; readonly what: string }[];
}

/** A process that reads one input for so many milliseconds hangs; to begin, it may take longer. */
const SILENCE = 40_000, BEGINNING = 180_000;

async function main(): Promise<number> {
  const { values, positionals: [name] } = parseArgs({
    options: {
      help: { type: "boolean", short: "h" },
      seconds: { type: "string", default: "10" },
      inputs: { type: "string", default: String(Number.MAX_SAFE_INTEGER) },
      seed: { type: "string", default: "1" },
      input: { type: "string" },
    },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const known = (await Array.fromAsync(Deno.readDir(join(folder, "targets")), (entry) => entry.name.slice(0, -3)))
    .sort();
  if (name !== undefined) checkKnown("fuzz", "parser", name, known);
  const [seconds, seed, first] = [values.seconds, values.seed, values.input ?? "0"].map(Number);
  checkPositive("fuzz", "--seconds", seconds);
  checkInteger("fuzz", "--seed", seed, 0);
  checkInteger("fuzz", "--input", first, 0);
  const inputs = values.input === undefined ? Number(values.inputs) : 1;
  const head = ["inputs", "refused", "accepted", "untyped", "hangs", "deaths", "over", "peak"];
  console.log(["parser".padEnd(14), ...head.map((text) => text.padStart(9))].join(""));
  let failed = 0;
  const names = name === undefined ? known : [name];
  for (const one of names) if (!await fuzz(one, { seed, first, seconds, inputs })) failed++;
  console.log(`${names.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** Feeds one parser; false where there was a fault. */
async function fuzz(
  name: string,
  { seed, first, seconds, inputs }: { seed: number; first: number; seconds: number; inputs: number },
): Promise<boolean> {
  const sum = { inputs: 0, refused: 0, accepted: 0, untyped: 0, hangs: 0, deaths: 0, beyond: 0, peak: 0 };
  const faults: Report["examples"][number][] = [];
  const end = performance.now() + 1000 * seconds;
  for (let next = first; sum.inputs < inputs;) {
    const left = (end - performance.now()) / 1000;
    if (left <= 0) break;
    const { report, at, hung } = await process(name, [seed, next, left, inputs - sum.inputs]);
    if (report !== undefined) {
      for (const key of ["inputs", "refused", "accepted", "untyped", "hangs", "beyond"] as const) {
        sum[key] += report.counts[key];
      }
      sum.peak = Math.max(sum.peak, report.counts.peak);
      faults.push(...report.examples);
      break;
    }
    // It hung or died, and what it had counted is lost; the next one begins after that input.
    sum[hung ? "hangs" : "deaths"]++;
    sum.inputs += at - next + 1;
    faults.push({ input: at, what: hung ? "does not end" : "the process dies" });
    next = at + 1;
  }
  const { inputs: count, refused, accepted, untyped, hangs, deaths, beyond, peak } = sum;
  const cells = [count, refused, accepted, untyped, hangs, deaths, beyond].map((number) => number.toLocaleString("en"));
  console.log(
    [name.padEnd(14), ...[...cells, `${(peak / 1e6).toFixed(0)} MB`].map((text) => text.padStart(9))].join(""),
  );
  for (const { input, what } of faults) {
    console.log(`  --seed ${seed} --input ${input}: ${what.split("\n").slice(0, 4).join("\n    ")}`);
  }
  return untyped + hangs + deaths + beyond === 0;
}

/** One process: what it tells, or at which input it hung or died. */
async function process(
  name: string,
  numbers: readonly number[],
): Promise<{ readonly report?: Report; readonly at: number; readonly hung: boolean }> {
  const progress = await Deno.makeTempFile({ prefix: "nearzero_fuzz_" });
  const child = new Deno.Command(Deno.execPath(), {
    // As little memory as no parser should need.
    args: [
      "run",
      "-A",
      "--no-check",
      "--quiet",
      "--v8-flags=--max-old-space-size=1024,--expose-gc",
      join(folder, "process.ts"),
    ]
      .concat(name, numbers.map(String), progress),
    cwd: checkout,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let hung = false, before = "", heard = performance.now();
  const watch = setInterval(async () => {
    const now = await Deno.readTextFile(progress).catch(() => before);
    if (now !== before) [before, heard] = [now, performance.now()];
    else if (performance.now() - heard > (before === "" ? BEGINNING : SILENCE)) {
      hung = true;
      child.kill("SIGKILL");
    }
  }, 500);
  try {
    const { stdout } = await child.output(), [line] = new TextDecoder().decode(stdout).trimEnd().split("\n").slice(-1);
    const at = Number(await Deno.readTextFile(progress)) || numbers[1];
    if (hung || !line.startsWith('{"counts"')) return { at, hung };
    return { report: JSON.parse(line), at, hung };
  } finally {
    clearInterval(watch);
    await Deno.remove(progress);
  }
}

if (import.meta.main) await runCommand(main, usage);
