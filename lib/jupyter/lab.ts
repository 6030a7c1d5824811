/**
 * JupyterLab with the kit's Deno kernel.
 * @module
 */
import { get } from "node:http";
import { delimiter, join } from "node:path";
import { writeFileAtomic } from "../io/atomic.ts";
import { leash, type Leashed } from "../io/process/leash.ts";
import type { Jupyter } from "./jupyter.ts";
import { freePorts } from "./kernel/kernel_process.ts";
import { writeKernelspec } from "./kernelspec.ts";
import { lastWords } from "./kernel/last_words.ts";
import { pause, within } from "./kernel/wait.ts";

/** How to start JupyterLab. */
export interface LabOptions {
  /** The JupyterLab to start. */
  readonly jupyter: Jupyter;
  /** The folder that it shows. */
  readonly root: string;
  /** A folder for the kernelspec; Jupyter finds it there without anything being installed for the user. */
  readonly home: string;
  /** The port on 127.0.0.1; a free one by default. */
  readonly port?: number;
  /** What a browser must know to be let in; a random one by default. */
  readonly token?: string;
  /** Whether Jupyter opens the user's browser; false by default. */
  readonly browser?: boolean;
  /** Keep settings, workspaces and saving apart from the user's: everything lies in `home`, nothing is saved by itself. */
  readonly isolated?: boolean;
  /** Environment variables for Jupyter and its kernels. */
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds that the start may take; 90 s by default. */
  readonly startLimit?: number;
}

/** A running JupyterLab. */
export interface RunningLab {
  /** Its address, with the token. */
  readonly url: string;
  /** Its port. */
  readonly port: number;
  /** The token. */
  readonly token: string;
  /** Resolves when it has ended, with the last lines that it printed. */
  readonly ended: Promise<string>;
  /** Ends it and its kernels; harmless if called again. */
  stop(): Promise<void>;
}

/**
 * Starts JupyterLab on a folder of notebooks, on the loopback interface alone.
 * @param options How to start it.
 * @returns The running JupyterLab, once it answers.
 * @throws {Error} If it ends or does not answer within the limit; the message ends with what it printed.
 */
export async function startLab(options: LabOptions): Promise<RunningLab> {
  const port = options.port ?? freePorts(1)[0];
  const token = options.token ?? crypto.randomUUID().replaceAll("-", "");
  await writeKernelspec(join(options.home, "kernels"));
  const args = [
    "lab",
    "--ip=127.0.0.1",
    `--port=${port}`,
    "--ServerApp.port_retries=0",
    `--ServerApp.root_dir=${options.root}`,
    ...(options.browser ? [] : ["--no-browser"]),
    // Jupyter refuses root otherwise; in a container there may be nobody else.
    ...(Deno.build.os !== "windows" && Deno.uid() === 0 ? ["--allow-root"] : []),
  ];
  const { ended, stop } = watch(leash(options.jupyter.path, args, {
    cwd: options.root,
    // The token travels in the environment: arguments are for everyone on the machine to see.
    env: { ...await environment(options), JUPYTER_TOKEN: token },
    // Asked politely, Jupyter ends its kernels first; killed, it would leave them behind.
    grace: 15_000,
  }));
  const deadline = Date.now() + (options.startLimit ?? 90_000);
  while (!await answers(port, token)) {
    const said = await within(100, ended);
    if (said === undefined && Date.now() < deadline) continue;
    await stop();
    throw new Error(`Cannot start JupyterLab on port ${port}: ${said ?? "it does not answer"}`);
  }
  return { url: `http://127.0.0.1:${port}/lab?token=${token}`, port, token, ended, stop };
}

async function environment({ home, isolated, env }: LabOptions): Promise<Record<string, string>> {
  const path = [home, Deno.env.get("JUPYTER_PATH")].filter(Boolean).join(delimiter);
  if (!isolated) return { ...env, JUPYTER_PATH: path };
  const settings = {
    "docmanager-extension/plugin": { autosave: false },
    // A first start would ask whether to fetch news.
    "apputils-extension/notification": { fetchNews: "false", checkForUpdates: false },
  };
  for (const [plugin, values] of Object.entries(settings)) {
    const path = join(home, "settings", "@jupyterlab", `${plugin}.jupyterlab-settings`);
    await writeFileAtomic(path, JSON.stringify(values));
  }
  return {
    ...env,
    JUPYTER_PATH: path,
    JUPYTER_CONFIG_DIR: join(home, "config"),
    JUPYTER_DATA_DIR: join(home, "data"),
    JUPYTER_RUNTIME_DIR: join(home, "runtime"),
    JUPYTERLAB_SETTINGS_DIR: join(home, "settings"),
    JUPYTERLAB_WORKSPACES_DIR: join(home, "workspaces"),
  };
}

function watch(held: Leashed): Pick<RunningLab, "ended" | "stop"> {
  const stderr = lastWords(held.stderr);
  const ended = held.ended.then(async () => (await stderr.finish()).trim().split("\n").slice(-8).join("\n"));
  const stop = async () => {
    held.release();
    await ended;
  };
  return { ended, stop };
}

/** Whether the server answers; asked without a proxy, which an environment may set for everything. */
async function answers(port: number, token: string): Promise<boolean> {
  const asked = Promise.withResolvers<boolean>();
  const headers = { authorization: `token ${token}` };
  const request = get({ host: "127.0.0.1", port, path: "/api/status", headers, timeout: 5_000 }, (response) => {
    response.resume();
    response.on("end", () => asked.resolve(response.statusCode === 200));
    response.on("error", () => asked.resolve(false));
  });
  request.on("timeout", () => request.destroy());
  request.on("error", () => asked.resolve(false));
  const ready = await asked.promise;
  if (!ready) await pause(100);
  return ready;
}
