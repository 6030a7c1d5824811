/**
 * Tasks as a Snakefile, for whoever runs everything by Snakemake.
 * @module
 */
import { join } from "node:path";
import { checkArguments } from "../../numerics/check_arguments.ts";
import type { SweepJob } from "../sweeps/job.ts";
import { shellQuote } from "./shell_quote.ts";

/** What is asked of Snakemake. */
export interface SnakemakeOptions {
  /** Cores of each task; 1 unless told. */
  readonly coresPerTask?: number;
  /** Tries after a task that did not end well; 3 unless told. */
  readonly retries?: number;
}

/**
 * Writes the tasks as a Snakefile: one rule, whose output is a mark for each task that ended well. The results
 * themselves go to the store, as under every engine.
 * @param job The tasks.
 * @param options Cores and tries.
 * @returns The Snakefile's text.
 * @throws {RangeError} If the sweep's folder has a brace in its path, of which Snakemake makes patterns.
 */
export function snakefile(job: SweepJob, options: SnakemakeOptions = {}): string {
  checkArguments("snakefile", arguments);
  const { coresPerTask = 1, retries = 3 } = options;
  if (/[{}]/.test(job.folder)) {
    throw new RangeError(`Cannot emit for Snakemake: ${job.folder} has a brace, Snakemake takes braces for patterns`);
  }
  const words = [
    ...Object.entries({ TF_NUM_INTRAOP_THREADS: String(coresPerTask), ...job.env }).map(([name, value]) =>
      `${name}=${shellQuote(value)}`
    ),
    ...job.command.map(shellQuote),
  ];
  // Braces are Snakemake's own in a shell command.
  const command = words.join(" ").replaceAll("{", "{{").replaceAll("}", "}}");
  const marks = join(job.folder, "snakemake");
  return `# The tasks of the sweep ${job.name}: snakemake --snakefile FILE --cores N
TASKS = [${job.pending.join(", ")}]
MARKS = ${JSON.stringify(marks)}


rule all:
    input:
        expand(MARKS + "/{task}.done", task=TASKS),


rule task:
    output:
        touch(MARKS + "/{task}.done"),
    log:
        ${JSON.stringify(join(job.folder, "logs", "{task}.log"))},
    threads: ${coresPerTask}
    retries: ${retries}
    shell:
        ${JSON.stringify(`${command} {wildcards.task} >> {log:q} 2>&1`)}
`;
}
