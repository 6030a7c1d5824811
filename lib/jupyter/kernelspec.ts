/**
 * The file that tells Jupyter and VS Code how to start the Deno kernel.
 * @module
 */
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeFileAtomic } from "../io/atomic.ts";

/** The parts of the machine that decide where Jupyter keeps a user's data; given only by tests. */
export interface JupyterMachine {
  /** The operating system, as `Deno.build.os` names it. */
  readonly os: string;
  /** The user's home folder. */
  readonly home: string;
  /** Reads an environment variable; undefined where it is not set. */
  readonly env: (name: string) => string | undefined;
}

/** A kernelspec as written. */
export interface WrittenKernelspec {
  /** The kernel.json. */
  readonly path: string;
  /** The deno that it starts. */
  readonly deno: string;
  /** Whether it took the place of another one. */
  readonly replaced: boolean;
}

/**
 * The kernel's name. It is the one that `deno jupyter --install` uses and that most TypeScript notebooks carry: the
 * kit's notebooks open with a plain Deno kernel, and other people's Deno notebooks with the kit's. Nothing is lost where
 * the kit's takes its place: it starts the same kernel, and beside that it can be interrupted without dying.
 */
export const kernelName = "deno";

/**
 * The folder in which Jupyter looks for a user's kernels.
 *
 * `$JUPYTER_DATA_DIR/kernels` where that is set; else `~/.local/share/jupyter/kernels` (or under `$XDG_DATA_HOME`) on
 * Linux, `~/Library/Jupyter/kernels` on macOS, `%APPDATA%\jupyter\kernels` on Windows.
 *
 * @param machine The operating system, home folder and environment; this machine's by default.
 * @returns An absolute path; nothing is created.
 */
export function userKernelsDir(machine: JupyterMachine = thisMachine()): string {
  const { os, home, env } = machine;
  const named = env("JUPYTER_DATA_DIR");
  if (named) return join(named, "kernels");
  if (os === "darwin") return join(home, "Library", "Jupyter", "kernels");
  if (os === "windows") return join(env("APPDATA") || join(home, "AppData", "Roaming"), "jupyter", "kernels");
  return join(env("XDG_DATA_HOME") || join(home, ".local", "share"), "jupyter", "kernels");
}

const stoppableKernel = fileURLToPath(new URL("./kernel/stoppable_kernel.ts", import.meta.url));

/** Starts the kernel that can be stopped while this checkout is where it was, and the plain one afterwards. */
const stoppable = `[ -f "$0" ] && exec "$1" run --allow-all --no-config --no-lock --quiet "$0" "$5"; exec "$@"`;

/**
 * Makes a kernelspec.
 * @param deno The deno executable to start.
 * @returns What belongs into kernel.json.
 */
export function kernelspec(deno: string): Record<string, unknown> {
  const plain = [deno, "jupyter", "--kernel", "--conn", "{connection_file}"];
  return {
    argv: Deno.build.os === "windows" ? plain : ["sh", "-c", stoppable, stoppableKernel, ...plain],
    display_name: "Deno",
    language: "typescript",
    // With Jupyter's default, a signal, an interrupt would end the kernel and its variables.
    interrupt_mode: "message",
    env: { NO_COLOR: "1" },
    metadata: { nearzero: true },
  };
}

/**
 * Writes the kit's kernelspec into a folder of kernels.
 * @param kernels The folder, such as {@link userKernelsDir} or a virtual environment's share/jupyter/kernels.
 * @param deno The deno to start; by default the executable that runs this, see {@link denoExecutable}.
 * @returns Where it was written.
 * @throws {Error} If there is a kernel of that name which is not Deno's, or the file cannot be written.
 */
export async function writeKernelspec(kernels: string, deno?: string): Promise<WrittenKernelspec> {
  const executable = deno ?? await denoExecutable();
  const path = join(kernels, kernelName, "kernel.json");
  const text = JSON.stringify(kernelspec(executable), null, 2) + "\n";
  const old = await Deno.readTextFile(path).catch(() => undefined);
  if (old !== undefined && !startsDeno(old)) {
    throw new Error(`Cannot write ${path}: it holds a kernel that is not Deno's; remove it first`);
  }
  await writeFileAtomic(path, text);
  return { path, deno: executable, replaced: old !== undefined && old !== text };
}

/**
 * The deno for a kernelspec: an executable that stays where it is.
 *
 * Under npx, deno runs from a cache that npm may empty at any time; a deno of the same version elsewhere on the PATH is
 * preferred to that.
 *
 * @param running The executable that runs this.
 * @param path The PATH to search.
 * @returns An absolute path with links resolved.
 */
export async function denoExecutable(
  running: string = Deno.execPath(),
  path: string = Deno.env.get("PATH") ?? "",
): Promise<string> {
  const own = await Deno.realPath(running);
  if (!isPassing(own)) return own;
  const windows = Deno.build.os === "windows";
  for (const folder of path.split(windows ? ";" : ":").filter(Boolean)) {
    const found = await Deno.realPath(join(folder, windows ? "deno.exe" : "deno")).catch(() => undefined);
    if (found === undefined || isPassing(found) || /\.c?js$/.test(found)) continue;
    const version = await new Deno.Command(found, { args: ["--version"], stderr: "null" }).output()
      .then(({ stdout }) => new TextDecoder().decode(stdout), () => "");
    if (version.startsWith(`deno ${Deno.version.deno} `)) return found;
  }
  return own;
}

function isPassing(path: string): boolean {
  return /[/\\]_npx[/\\]/.test(path);
}

function startsDeno(text: string): boolean {
  try {
    const { argv } = JSON.parse(text);
    return Array.isArray(argv) && argv.includes("jupyter") && argv.includes("--kernel") && argv.includes("--conn");
  } catch {
    return false;
  }
}

function thisMachine(): JupyterMachine {
  return { os: Deno.build.os, home: homedir(), env: (name) => Deno.env.get(name) };
}
