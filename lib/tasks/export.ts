/**
 * `deno task export RUN --to diffusers DIR`: gives a trained network to other people's software.
 * @module
 */
import { parseArgs } from "node:util";
import { openRun } from "../experiments/runs/open_run.ts";
import { Store } from "../experiments/store/store.ts";
import { checkKnown } from "../numerics/check.ts";
import { writeDiffusers } from "../pretrained/diffusers/write.ts";
import { runCommand } from "./shared/command.ts";

const usage = `Usage: deno task export RUN --to diffusers DIR [--store DIR]

Writes the network of a finished run as a pipeline of diffusers: config.json, scheduler_config.json, safetensors, what the
network is told of each step, and a README with the Python that samples it.
RUN is the identity that deno task run printed.

Such as: deno task export 0123456789abcdef --to diffusers my-pipeline`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    args: Deno.args,
    options: { help: { type: "boolean", short: "h" }, to: { type: "string" }, store: { type: "string" } },
    allowPositionals: true,
  });
  const [run, folder] = positionals;
  if (values.help || folder === undefined || positionals.length > 2 || values.to === undefined) {
    console.log(usage);
    return values.help ? 0 : 1;
  }
  checkKnown("export a run", "--to", values.to, ["diffusers"]);
  const { trained } = await openRun(run, await Store.open(values.store));
  await writeDiffusers(folder, trained, `Run ${run}`);
  console.log(`${folder}: DDPMPipeline.from_pretrained("${folder}") loads it, README.md samples it`);
  return 0;
}

if (import.meta.main) await runCommand(main, usage);
