/**
 * `deno task peers`: installs the software that the kit is compared with into a virtual environment of its own.
 *
 * The environment lies in the kit's cache folder; nothing else on the machine changes. The sizes of all downloads are
 * printed before the first one starts. `--dry` stops there; `--python PATH` names the Python to use (3.11 or later).
 * @module
 */
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { runCommand } from "./shared/command.ts";
import { cacheDir } from "../io/cache_dir.ts";

const USAGE = `deno task peers [--dry] [--python PATH]

Installs the software that the kit is compared with (PyTorch, diffusers, pytorch-fid and others: about 6 GB) from PyPI into
an environment of its own in the kit's cache folder. Only benchmarks and new recordings need it; no test does.
--dry           only list what would be downloaded
--python PATH   the Python to use, 3.11 or later; python3 unless told

Such as: deno task peers --dry`;

const requirements = fileURLToPath(new URL("../../tests/peers/requirements.txt", import.meta.url));

/**
 * The Python that has the peers.
 * @returns Its path, or undefined where `deno task peers` has not been run.
 */
export async function peersPython(): Promise<string | undefined> {
  const folder = cacheDir("peers"), stamp = join(folder, "requirements.txt");
  const [wanted, installed] = await Promise.all([
    Deno.readTextFile(requirements),
    Deno.readTextFile(stamp).catch(() => undefined),
  ]);
  return wanted === installed ? interpreter(folder) : undefined;
}

function interpreter(folder: string): string {
  return Deno.build.os === "windows" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
}

/** Runs a program to its end; its output is shown unless it is asked for. */
async function run(program: string, args: string[], show: boolean): Promise<string> {
  const stdout = show ? "inherit" : "piped";
  const command = new Deno.Command(program, { args, stdout, stderr: show ? "inherit" : "piped" });
  const result = await command.output().catch((error: Error) => {
    throw new Error(`Cannot run ${program}: ${error.message}; name a Python with --python`);
  });
  if (!result.success) {
    const said = show ? "" : `: ${new TextDecoder().decode(result.stderr).trim().split("\n").at(-1)}`;
    throw new Error(
      `Cannot install the peers: ${program} ${args.slice(0, 3).join(" ")} ended with ${result.code}${said}`,
    );
  }
  return show ? "" : new TextDecoder().decode(result.stdout);
}

/** What pip would fetch, by asking it and then asking for the size of each file. */
async function downloads(python: string, folder: string): Promise<{ name: string; megabytes: number }[]> {
  const report = join(folder, "report.json");
  await run(python, ["-m", "pip", "install", "--dry-run", "--quiet", "--report", report, "-r", requirements], false);
  const { install } = JSON.parse(await Deno.readTextFile(report));
  return await Promise.all(
    install.map(async (item: { metadata: { name: string; version: string }; download_info: { url: string } }) => {
      const length = await fetch(item.download_info.url, { method: "HEAD" })
        .then((answer) => Number(answer.headers.get("content-length")), () => 0);
      return { name: `${item.metadata.name} ${item.metadata.version}`, megabytes: length / 1e6 };
    }),
  );
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { dry: { type: "boolean", default: false }, python: { type: "string", default: "python3" } },
  });
  const ready = await peersPython();
  if (ready !== undefined) return console.log(`The peers are installed: ${ready}`);
  const folder = cacheDir("peers"), python = interpreter(folder);
  await run(values.python, ["-m", "venv", folder], true);
  const files = await downloads(python, folder);
  const total = files.reduce((sum, file) => sum + file.megabytes, 0);
  for (const { name, megabytes } of files.filter((file) => file.megabytes >= 10)) {
    console.log(`${megabytes.toFixed(0).padStart(6)} MB  ${name}`);
  }
  console.log(`${total.toFixed(0).padStart(6)} MB  in ${files.length} files, into ${folder}`);
  if (values.dry) return;
  await run(
    python,
    ["-m", "pip", "install", "--quiet", "--no-cache-dir", "--progress-bar", "off", "-r", requirements],
    true,
  );
  await Deno.copyFile(requirements, join(folder, "requirements.txt"));
  console.log(`The peers are installed: ${python}`);
}

if (import.meta.main) await runCommand(() => main(Deno.args), USAGE);
