/**
 * One browser for every picture: a Chrome or Chromium of the system where there is one, else the one from npm.
 * @module
 */
import { join } from "node:path";
import type { Browser } from "puppeteer-core";
import { leash } from "../io/leash.ts";
import { unpackChromium } from "./chromium.ts";
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

/** No browser could be started; the message says what was tried and what to do. */
export class BrowserError extends Error {
  /** The class's name, for callers that see only the message's head. */
  override readonly name: string = "BrowserError";
}

/** Milliseconds that a browser may take to start. */
const startLimit = 30_000;

/** A way to start a browser: an executable and the folder of libraries that it may lack. */
interface Candidate {
  path: string;
  libraries?: string;
}

const remedy = "install Chrome or Chromium, or name one in NEARZERO_CHROME; " +
  "notebooks run without (`deno task figures --no-files`)";

/**
 * Starts a headless browser that ends with this process, however this process ends. It is driven through a pipe, which no
 * other user of the machine can reach, and its pages are sandboxed unless this user is root or the system refuses.
 *
 * Tried in turn: the executable named by `NEARZERO_CHROME` or `CHROME_PATH` (and then no other), Chrome, Chromium or
 * Edge where systems keep them, the Chromium inside npm's `@sparticuz/chromium`.
 * @returns The browser, ready for use.
 * @throws {BrowserError} If none starts: what was tried, why each failed and the remedy.
 */
export async function launchBrowser(): Promise<RunningBrowser> {
  const failures: string[] = [];
  for await (const candidate of candidates(failures)) {
    try {
      return await launch(candidate);
    } catch (error) {
      failures.push(`${candidate.path}: ${error instanceof Error ? error.message : error}`);
    }
  }
  throw new BrowserError(`Cannot start a browser: ${failures.join("; ")}; ${remedy}`);
}

let own: Promise<RunningBrowser> | undefined;

/**
 * The browser to draw with, started at the first call and again where it has ended.
 * @returns The browser; every call gets the same while it lives.
 * @throws {BrowserError} If there is none.
 */
export async function sharedBrowser(): Promise<RunningBrowser> {
  const asked = own ??= launchBrowser();
  try {
    const found = await asked;
    if (found.browser.connected) return found;
  } catch (error) {
    if (own === asked) own = undefined;
    throw error;
  }
  if (own === asked) own = undefined;
  return await sharedBrowser();
}

/** Ends the browser that {@link sharedBrowser} has started in this process, if any. */
export async function closeSharedBrowser(): Promise<void> {
  const browser = own;
  own = undefined;
  await (await browser?.catch(() => undefined))?.close();
}

async function* candidates(failures: string[]): AsyncGenerator<Candidate> {
  const named = Deno.env.get("NEARZERO_CHROME") || Deno.env.get("CHROME_PATH");
  if (named) return yield { path: named };
  for (const path of usualPaths()) if (await Deno.stat(path).then((s) => s.isFile, () => false)) yield { path };
  const chromium = await unpackChromium().catch((error) => void failures.push(error.message));
  if (!chromium) return;
  yield { path: chromium.path };
  yield chromium;
}

function usualPaths(): string[] {
  if (Deno.build.os === "darwin") {
    return ["Google Chrome", "Chromium", "Microsoft Edge"].map((app) =>
      `/Applications/${app}.app/Contents/MacOS/${app}`
    );
  }
  if (Deno.build.os === "windows") {
    const roots = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].map((name) => Deno.env.get(name) ?? "");
    return ["Google\\Chrome\\Application\\chrome.exe", "Microsoft\\Edge\\Application\\msedge.exe"]
      .flatMap((tail) => roots.filter(Boolean).map((root) => join(root, tail)));
  }
  const names = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "microsoft-edge"];
  const folders = (Deno.env.get("PATH") ?? "").split(":").filter((folder) => folder.startsWith("/"));
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
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

/** Starts an executable with its sandbox, and without where there can be none. */
async function launch(candidate: Candidate): Promise<RunningBrowser> {
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
  const { browser, ref, unref, close } = opened;
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
  const env: Record<string, string> = libraries
    ? { LD_LIBRARY_PATH: [libraries, Deno.env.get("LD_LIBRARY_PATH")].filter(Boolean).join(":") }
    : {};
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
  let said = "";
  for await (const text of stderr.pipeThrough(new TextDecoderStream())) said = (said + text).slice(-4_000);
  const lines = said.trim().split("\n");
  return lines.findLast((line) => /no usable sandbox|namespace|suid sandbox|error while loading/i.test(line)) ??
    lines.at(-1)!;
}
