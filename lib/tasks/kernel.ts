/**
 * `deno task kernel`: writes the kit's Deno kernelspec for Jupyter and VS Code.
 * @module
 */
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { userKernelsDir, writeKernelspec } from "../jupyter/kernelspec.ts";
import { runCommand } from "./shared/command.ts";

const usage = `Usage: deno task kernel [--venv DIR]

Writes the kernel "Deno" where Jupyter and VS Code look for a user's kernels.
  --venv DIR   into this Python environment instead

Such as: deno task kernel --venv .venv`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { help: { type: "boolean", short: "h" }, venv: { type: "string" } },
    args: Deno.args,
  });
  if (values.help) return console.log(usage);
  if (values.venv !== undefined && !await isFolder(values.venv)) {
    throw new RangeError(`Cannot write a kernel: there is no Python environment ${values.venv}`);
  }
  const folder = values.venv === undefined
    ? userKernelsDir()
    : join(resolve(values.venv), "share", "jupyter", "kernels");
  const { path, deno, replaced } = await writeKernelspec(folder);
  console.log(`Wrote ${path}${replaced ? " in place of the Deno kernel that was there" : ""}; it starts ${deno}`);
  if (/[/\\]_npx[/\\]/.test(deno)) {
    console.log("That deno lies in a cache that npm may empty: should the kernel not start, run this again.");
  }
}

async function isFolder(path: string): Promise<boolean> {
  return await Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false);
}

if (import.meta.main) await runCommand(main, usage);
