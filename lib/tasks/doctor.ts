/**
 * `deno task doctor`: one line for each part that the kit uses, whether it works here and what to do where it does not.
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findCompiler, findPython } from "../backend/native/tools.ts";
import { probeBackends } from "../backend/choice/probe.ts";
import { dataSetPresent } from "../datasets/load.ts";
import { dataFolders, findDataFile } from "../datasets/registry/locate.ts";
import { type DataSet, dataSets } from "../datasets/registry/registry.ts";
import { launchBrowser } from "../figures/browser/browser.ts";
import { inceptionFile } from "../metrics/inception/file.ts";
import { readInceptionWeights } from "../metrics/inception/weights.ts";
import { cacheDir } from "../io/cache_dir.ts";
import { findJupyter } from "../jupyter/jupyter.ts";
import { checkout, runCommand } from "./shared/command.ts";

const usage = `Usage: deno task doctor

Says of each part whether it works on this machine and what to do where it does not. Changes nothing.
  ok        it works
  optional  it is not here, and nothing but what its line says needs it
  broken    it is needed, or is here and does not work

Such as: deno task doctor`;

/** What is known of a part. */
interface Finding {
  readonly part: string;
  /** Whether it can be used. */
  readonly well: boolean;
  /** Whether the kit does without it: figures, notebooks and tests are made all the same. */
  readonly optional?: boolean;
  /** What is there, or why not. */
  readonly what: string;
  /** What to do where it cannot be used. */
  readonly remedy?: string;
}

async function examine(): Promise<Finding[]> {
  const groups = await Promise.all([
    [deno()],
    backends(),
    [await buildTools()],
    [await browser()],
    [await jupyter()],
    [await jsr()],
    [await inception()],
    [await program("git", ["--version"], "results do not say of which commit they are")],
    [await program("sbatch", ["--version"], "only sweeps with --engine slurm need it", "Slurm")],
    [
      await program(
        "tensorboard",
        ["--version"],
        "only looking at a run's log in it needs it",
        "TensorBoard",
        "pip install tensorboard",
      ),
    ],
    Promise.all(dataSets().map(dataSetFinding)),
    [await cache()],
  ]);
  return groups.flat();
}

function deno(): Finding {
  const { deno, v8, typescript } = Deno.version;
  const what = `${deno} (V8 ${v8}, TypeScript ${typescript}), ${Deno.build.os} ${Deno.build.arch}, ` +
    `${navigator.hardwareConcurrency} processors`;
  return { part: "Deno", well: Number.parseInt(deno) >= 2, what, remedy: "deno upgrade" };
}

async function backends(): Promise<Finding[]> {
  const forced = Deno.env.get("NEARZERO_BACKEND");
  return (await probeBackends()).map(({ name, available, version, why, remedy }) => ({
    part: `backend ${name}`,
    // Any one is enough; that a native one was built and does not run is a fault.
    optional: name !== "wasm",
    well: available,
    what: [version, why].filter(Boolean).join(", ") + (name === forced ? ", forced by NEARZERO_BACKEND" : ""),
    remedy: remedy || undefined,
  }));
}

async function buildTools(): Promise<Finding> {
  const part = "native build tools";
  const found = await Promise.allSettled([findCompiler(), findPython()]);
  const missing = found.flatMap((one) => one.status === "rejected" ? [reason(one.reason)] : []);
  if (missing.length > 0) {
    return { part, well: false, optional: true, what: `${missing.join("; ")}; only deno task native needs them` };
  }
  return { part, well: true, what: found.map((one) => (one as PromiseFulfilledResult<string>).value).join(", ") };
}

async function browser(): Promise<Finding> {
  const part = "browser for figures";
  try {
    const found = await launchBrowser();
    await found.close();
    const walls = found.unconfined === undefined ? "sandboxed" : `without a sandbox: ${found.unconfined}`;
    return { part, well: true, what: `${found.version} (${found.path}), ${walls}` };
  } catch (error) {
    // Without one notebooks run all the same, and figures show in them; files are not written.
    return { part, well: false, what: reason(error) };
  }
}

async function jupyter(): Promise<Finding> {
  const part = "JupyterLab";
  const found = await findJupyter({ venv: join(checkout, ".venv") });
  if (found !== undefined) return { part, well: true, what: `${found.version} (${found.path})` };
  return {
    part,
    well: false,
    optional: true,
    what: "none; only reading notebooks in a browser needs it",
    remedy: "deno task lab",
  };
}

async function jsr(): Promise<Finding> {
  const part = "JSR";
  // Deno itself knows where JSR is and how it is reached from here.
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--no-lock", "--no-config", "jsr:@std/assert@1"],
    stdout: "null",
    stderr: "null",
    signal: AbortSignal.timeout(10_000),
  }).output();
  if (success) return { part, well: true, what: "answers" };
  return {
    part,
    well: false,
    optional: true,
    what: "cannot be reached; the tests use their own assertions, nothing else needs it",
  };
}

/** Whether FID and KID can be measured: they need the weights of the Inception network. */
async function inception(): Promise<Finding> {
  const part = "Inception weights", path = inceptionFile();
  try {
    await readInceptionWeights(path);
    return { part, well: true, what: path };
  } catch (error) {
    const missing = !await Deno.stat(path).then(() => true, () => false);
    const what = missing ? `${path} is not there; only the metrics fid and kid need it` : reason(error);
    return {
      part,
      well: false,
      optional: missing,
      what,
      remedy: "convert pytorch-fid's by tests/peers/convert_inception.py, and name the file by NEARZERO_INCEPTION",
    };
  }
}

/** A program that others make. */
async function program(name: string, args: string[], without: string, part = name, remedy?: string): Promise<Finding> {
  try {
    const { success, stdout } = await new Deno.Command(name, {
      args,
      stderr: "null",
      signal: AbortSignal.timeout(20_000),
    }).output();
    const [line] = new TextDecoder().decode(stdout).trim().split("\n");
    if (success) return { part, well: true, what: line };
    return { part, well: false, what: `${name} ${args.join(" ")} fails` };
  } catch {
    return { part, well: false, optional: true, what: `not found; ${without}`, remedy };
  }
}

async function dataSetFinding(set: DataSet): Promise<Finding> {
  const part = `data ${set.name}`;
  if (await dataSetPresent(set.name)) return { part, well: true, what: `${set.title}, verified` };
  const faults: string[] = [];
  for (const file of set.files) {
    const path = await findDataFile(file).catch((error) => void faults.push(reason(error)));
    if (path === undefined && faults.length === 0) faults.push(`${file.name} is not in ${dataFolders().join(" or ")}`);
  }
  return {
    part,
    well: false,
    optional: true,
    what: faults[0],
    remedy: `deno task data ${set.name}, or NEARZERO_DATA=DIR`,
  };
}

async function cache(): Promise<Finding> {
  const root = cacheDir();
  const parts: string[] = [];
  let total = 0;
  try {
    for await (const { name, isDirectory } of Deno.readDir(root)) {
      const bytes = isDirectory ? await sizeOf(join(root, name)) : (await Deno.lstat(join(root, name))).size;
      total += bytes;
      parts.push(`${name} ${size(bytes)}`);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) return { part: "cache", well: false, what: reason(error) };
  }
  const listed = parts.length > 0 ? `: ${parts.sort().join(", ")}` : "";
  return { part: "cache", well: true, what: `${root}, ${size(total)}${listed}` };
}

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    bytes += isDirectory ? await sizeOf(path) : (await Deno.lstat(path)).size;
  }
  return bytes;
}

function size(bytes: number): string {
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(0)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** The first line of an error without the "Cannot …:" that the line's own head says already. */
function reason(error: unknown): string {
  const [line] = (error instanceof Error ? error.message : String(error)).split("\n");
  return line.replace(/^Cannot (build|start|use) [^:]*: /, "");
}

async function main(): Promise<void> {
  const { values } = parseArgs({ args: Deno.args, options: { help: { type: "boolean", short: "h" } } });
  if (values.help) return console.log(usage);
  const findings = await examine();
  const width = Math.max(...findings.map(({ part }) => part.length));
  const colour = Deno.stdout.isTerminal() && !Deno.noColor;
  for (const { part, well, optional, what, remedy } of findings) {
    const mark = (well ? "ok" : optional ? "optional" : "broken").padEnd("optional".length);
    const shown = colour ? `\x1b[${well ? 32 : optional ? 33 : 31}m${mark}\x1b[0m` : mark;
    console.log(`${shown}  ${part.padEnd(width)}  ${what}${well || remedy === undefined ? "" : `  ->  ${remedy}`}`);
  }
}

if (import.meta.main) await runCommand(main, usage);
