/**
 * Finding a JupyterLab on this machine, or making one.
 * @module
 */
import { delimiter, join } from "node:path";

/** A JupyterLab that can be started. */
export interface Jupyter {
  /** The `jupyter` executable. */
  readonly path: string;
  /** JupyterLab's version. */
  readonly version: string;
  /** Whether this call has installed it. */
  readonly made: boolean;
}

/** Where to look for a JupyterLab. */
export interface JupyterPlaces {
  /** The kit's virtual environment, such as the checkout's .venv; it need not exist. */
  readonly venv: string;
  /** The folders of executables, as in the variable PATH; that of this process by default. */
  readonly path?: string;
}

/** What PyPI has of it: JupyterLab, and plotly, whose renderer makes figures live there. */
export const jupyterPackages: readonly string[] = ["jupyterlab", "plotly"];

const python = ["python3", "python"];

/**
 * Finds a JupyterLab: the one in the kit's virtual environment, else the first on the PATH.
 * @param places Where to look.
 * @returns It, or undefined where there is none that runs.
 */
export async function findJupyter(places: JupyterPlaces): Promise<Jupyter | undefined> {
  const folders = [binaries(places.venv), ...searchPath(places)];
  for (const folder of folders) {
    const path = join(folder, executable("jupyter"));
    const version = (await output(path, ["lab", "--version"]))?.trim();
    if (version !== undefined && /^\d/.test(version)) return { path, version, made: false };
  }
  return undefined;
}

/**
 * Finds a JupyterLab, or installs one into the kit's virtual environment: JupyterLab, and plotly for its renderer.
 * @param places Where to look and to install.
 * @param note Told of each step that takes long.
 * @returns The JupyterLab.
 * @throws {Error} If there is none and none can be made; says what to install. An environment begun here is removed.
 */
export async function ensureJupyter(
  places: JupyterPlaces,
  note: (line: string) => void = () => {},
): Promise<Jupyter> {
  const found = await findJupyter(places);
  if (found !== undefined) return found;
  const interpreter = await findPython(places);
  if (interpreter === undefined) {
    throw new Error(
      "Cannot start JupyterLab: there is no JupyterLab and no Python ≥ 3.9 to make one with; install Python " +
        "(with its venv module), or JupyterLab itself",
    );
  }
  const { venv } = places;
  const existed = await Deno.stat(venv).then(() => true, () => false);
  try {
    note(`Making ${venv} with JupyterLab and Plotly's renderer from PyPI (about 60 MB, half a minute)`);
    await step("make a virtual environment", interpreter, ["-m", "venv", venv]);
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...jupyterPackages];
    await step("install JupyterLab", join(binaries(venv), executable("python")), pip);
    const made = await findJupyter({ venv, path: "" });
    if (made === undefined) throw new Error(`Cannot start JupyterLab: what was installed into ${venv} does not run`);
    return { ...made, made: true };
  } catch (error) {
    if (!existed) await Deno.remove(venv, { recursive: true }).catch(() => {});
    throw error;
  }
}

async function findPython(places: JupyterPlaces): Promise<string | undefined> {
  const test = "import sys; print(sys.version_info >= (3, 9))";
  for (const folder of searchPath(places)) {
    for (const name of python) {
      const path = join(folder, executable(name));
      if ((await output(path, ["-c", test]))?.trim() === "True") return path;
    }
  }
  return undefined;
}

async function step(action: string, program: string, args: string[]): Promise<void> {
  const result = await new Deno.Command(program, { args, stdin: "null", stdout: "piped", stderr: "piped" }).output();
  if (result.success) return;
  const said = new TextDecoder().decode(result.stderr).trim() || new TextDecoder().decode(result.stdout).trim();
  const last = said.split("\n").filter((line) => line.trim() !== "").slice(-3).join(" ");
  throw new Error(
    `Cannot ${action}: ${last}; install Python's venv and pip and have PyPI in reach, or JupyterLab itself`,
  );
}

/** What a program prints, or undefined where it does not exist or fails. */
async function output(program: string, args: string[]): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command(program, { args, stdin: "null", stderr: "null" }).output();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch {
    return undefined;
  }
}

function searchPath(places: JupyterPlaces): string[] {
  return (places.path ?? Deno.env.get("PATH") ?? "").split(delimiter).filter(Boolean);
}

function binaries(venv: string): string {
  return join(venv, Deno.build.os === "windows" ? "Scripts" : "bin");
}

function executable(name: string): string {
  return Deno.build.os === "windows" ? `${name}.exe` : name;
}
