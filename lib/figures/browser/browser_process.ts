/**
 * A headless browser's process: driven through a pipe, on a leash, behind its sandbox.
 * @module
 */
import { join } from "node:path";
import type { Browser } from "puppeteer-core";
import { leash } from "../../io/process/leash.ts";
import { pipeTransport } from "./pipe_transport.ts";

/** A running headless browser. */
export interface RunningBrowser {
  /** What drives it; connected until it ends. */
  readonly browser: Browser;
  /** Its product name and version, such as "HeadlessChrome/153.0.8010.0". */
  readonly version: string;
  /** The executable. */
  readonly path: string;
  /** Why its pages run without Chrome's sandbox; undefined where they run inside it. */
  readonly unconfined?: string;
  /** Keeps this process from ending while it is used. */
  use<T>(work: () => Promise<T>): Promise<T>;
  /** Ends it and removes its profile; harmless if called again. */
  close(): Promise<void>;
}

/** Milliseconds that a browser may take to start. */
const startLimit = 30_000;

/** A way to start a browser: an executable and the folder of libraries that it may lack. */
export interface Candidate {
  /** The executable. */
  readonly path: string;
  /** The folder. */
  readonly libraries?: string;
}

const flags = [
  "--headless",
  "--disable-dev-shm-usage",
  "--disable-extensions",
  "--disable-background-networking",
  "--disable-breakpad",
  "--no-first-run",
  "--no-default-browser-check",
  "--font-render-hinting=none",
  "--force-color-profile=srgb",
  "--hide-scrollbars",
];

/**
 * Starts a browser: with its sandbox, and without where there can be none. It ends with this process, however this ends.
 * @param candidate What to start.
 * @returns The browser, ready for use.
 * @throws {Error} Why it does not start: the last of what it said.
 */
export async function startBrowser(candidate: Candidate): Promise<RunningBrowser> {
  if (Deno.build.os === "linux" && Deno.uid() === 0) {
    return await start(candidate, "the user is root, for whom Chrome has none");
  }
  try {
    return await start(candidate);
  } catch (error) {
    if (!(error instanceof Error) || !/no usable sandbox|namespace|suid sandbox/i.test(error.message)) throw error;
    return await start(candidate, "the system allows no user namespaces");
  }
}

async function start({ path, libraries }: Candidate, unconfined?: string): Promise<RunningBrowser> {
  // Loaded here, so that a notebook that draws nothing does not wait for it.
  const { default: puppeteer } = await import("puppeteer-core");
  const args = [...flags, ...(unconfined === undefined ? [] : ["--no-sandbox"])];
  const opened = Deno.build.os === "windows"
    ? await openByPuppeteer(puppeteer, path, args)
    : await openOnLeash(puppeteer, path, args, libraries);
  const { browser, ref, unref } = opened;
  const close = async () => {
    await opened.close();
    await browser.disconnect();
  };
  const version = await browser.version();
  let uses = 0;
  const use = async <T>(work: () => Promise<T>): Promise<T> => {
    if (uses++ === 0) ref();
    try {
      return await work();
    } finally {
      if (--uses === 0) unref();
    }
  };
  unref(); // A script may end without closing it.
  return { browser, version, path, unconfined, use, close };
}

interface Opened {
  readonly browser: Browser;
  ref(): void;
  unref(): void;
  close(): Promise<void>;
}

async function openOnLeash(
  puppeteer: typeof import("puppeteer-core").default,
  path: string,
  flags: readonly string[],
  libraries: string | undefined,
): Promise<Opened> {
  await Deno.stat(path);
  const folder = await Deno.makeTempDir({ prefix: "nearzero_browser_" });
  const args = [...flags, "--remote-debugging-pipe", `--user-data-dir=${join(folder, "profile")}`, "about:blank"];
  const env: Record<string, string> = {
    // Chrome keeps folders of its own there, which it cannot remove when it is killed.
    TMPDIR: folder,
    ...(libraries && { LD_LIBRARY_PATH: [libraries, Deno.env.get("LD_LIBRARY_PATH")].filter(Boolean).join(":") }),
  };
  const held = leash(path, args, { folder, pipe: true, env });
  const said = lastLines(held.stderr);
  const close = async () => {
    held.ref();
    held.release();
    await held.ended;
  };
  const timer = setTimeout(held.release, startLimit);
  try {
    const connected = puppeteer.connect({ transport: pipeTransport(held), defaultViewport: null });
    const browser = await Promise.race([connected, held.ended]);
    if (typeof browser !== "number") return { browser, ref: held.ref, unref: held.unref, close };
    connected.catch(() => {});
  } catch {
    // The connection breaks where the browser ends: what it said says why.
    await close();
  } finally {
    clearTimeout(timer);
  }
  const code = await held.ended;
  throw new Error(await said || `it answered nothing and ended with code ${code}`);
}

/** Puppeteer's own way, which knows Windows' pipes. */
async function openByPuppeteer(
  puppeteer: typeof import("puppeteer-core").default,
  executablePath: string,
  args: string[],
): Promise<Opened> {
  const browser = await puppeteer.launch({ executablePath, args, pipe: true, defaultViewport: null });
  const child = browser.process();
  return { browser, ref: () => child?.ref(), unref: () => child?.unref(), close: () => browser.close() };
}

/** Reads what a browser says, to its end, and keeps the last lines, which may say why it ended. */
async function lastLines(stderr: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let said = "";
  for await (const bytes of stderr) said = (said + decoder.decode(bytes, { stream: true })).slice(-4_000);
  const lines = said.trim().split("\n");
  return lines.findLast((line) => /no usable sandbox|namespace|suid sandbox|error while loading/i.test(line)) ??
    lines.at(-1)!;
}
