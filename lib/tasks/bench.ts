/**
 * `deno task bench`: times the kit beside its peers, one benchmark after another.
 *
 * Every figure is a ratio to a peer measured in the same run. The peers are those of `deno task peers`.
 *
 * It only reads and starts Deno; the benchmarks have all permissions (-A), since they start the peers.
 * @module
 */
import { join } from "node:path";
import { checkKnown } from "../numerics/check.ts";
import { checkout, formatTime, runCommand } from "./shared/command.ts";

const usage = `Usage: deno task bench [NAME [ARGUMENTS…]]

Runs one benchmark of tests/bench with arguments of its own, or all of them:
${benchmarks().join(", ")}.

Such as: deno task bench ${benchmarks()[0]}`;

const folder = join(checkout, "tests", "bench");

function benchmarks(): string[] {
  const files = [...Deno.readDirSync(join(checkout, "tests", "bench"))].map(({ name }) => name);
  return files.filter((name) => name.endsWith("_bench.ts")).map((name) => name.slice(0, -"_bench.ts".length)).sort();
}

async function main(): Promise<number> {
  const [name, ...args] = Deno.args, known = benchmarks();
  if (name !== undefined) checkKnown("run benchmarks", "benchmark", name, known);
  let failed = 0;
  for (const bench of name === undefined ? known : [name]) {
    console.log(`== ${bench}`);
    const began = performance.now();
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", join(folder, `${bench}_bench.ts`), ...args],
      cwd: checkout,
    }).spawn().status;
    console.log(`== ${bench}: ${success ? "done" : "failed"} in ${formatTime(performance.now() - began)}`);
    if (!success) failed++;
  }
  return failed === 0 ? 0 : 1;
}

if (import.meta.main) await runCommand(main, usage);
