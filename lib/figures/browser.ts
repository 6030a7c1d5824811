/**
 * One browser for every picture: a Chrome or Chromium of the system where there is one, else the one from npm.
 * @module
 */
import { join } from "node:path";
import { unpackChromium } from "./chromium.ts";

/** A running headless browser. */
export interface RunningBrowser {
  /** The WebSocket address of its DevTools protocol; `NEARZERO_BROWSER` hands it to other processes. */
  readonly endpoint: string;
  /** Its product name and version, such as "Chrome/153.0.8010.0". */
  readonly version: string;
  /** The executable, or the empty string for a browser that another process has started. */
  readonly path: string;
  /** Ends it and removes its profile; harmless if called again. */
  close(): Promise<void>;
}

/** No browser could be started; the message says what was tried and what to do. */
export class BrowserError extends Error {
  /** The class's name, for callers that see only the message's head. */
  override readonly name: string = "BrowserError";
}

/** A way to start a browser: an executable and the folder of libraries that it may lack. */
interface Candidate {
  path: string;
  libraries?: string;
}

const remedy = "install Chrome or Chromium, or name one in NEARZERO_CHROME; " +
  "notebooks run without (`deno task figures --no-files`)";

/**
 * Starts a headless browser that ends with this process, however this process ends.
 *
 * Tried in turn: the executable named by `NEARZERO_CHROME` or `CHROME_PATH` (and then no other), Chrome, Chromium or
 * Edge where systems keep them, the Chromium inside npm's `@sparticuz/chromium`.
 * @returns The browser, ready for connections.
 * @throws {BrowserError} If none starts: what was tried, why each failed and the remedy.
 */
export async function launchBrowser(): Promise<RunningBrowser> {
  const failures: string[] = [];
  for await (const candidate of candidates(failures)) {
    try {
      return await start(candidate);
    } catch (error) {
      failures.push(`${candidate.path}: ${error instanceof Error ? error.message : error}`);
    }
  }
  throw new BrowserError(`Cannot start a browser: ${failures.join("; ")}; ${remedy}`);
}

let own: Promise<RunningBrowser> | undefined;

/**
 * The browser to draw with: the one at `NEARZERO_BROWSER` if that is set (its owner closes it), else one of this
 * process's own, started at the first call.
 * @returns The browser; every call gets the same.
 * @throws {BrowserError} If there is none, or nothing answers at `NEARZERO_BROWSER`.
 */
export async function sharedBrowser(): Promise<RunningBrowser> {
  const endpoint = Deno.env.get("NEARZERO_BROWSER");
  if (endpoint) return { endpoint, path: "", version: await askVersion(endpoint), close: () => Promise.resolve() };
  own ??= launchBrowser();
  own.catch(() => own = undefined);
  return await own;
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

/**
 * Runs the browser beside a watcher that reads our end of a pipe: when this process ends, even by SIGKILL, the pipe
 * closes, and the watcher kills the browser and removes its profile, into which the browser's own children may write a
 * little longer. The watcher does it, as the shell itself may be ended together with this process; should the browser
 * die by itself, the shell ends the watcher, which would else kill whatever has its number later.
 */
const watched = `
profile=$1; shift
clear() { for attempt in 1 2 3 4 5 6 7 8 9 10; do sleep 0.1; rm -rf "$profile" && break; done; }
exec 3<&0
"$@" </dev/null & browser=$!
exec 2>/dev/null
( cat <&3 >/dev/null; trap "" TERM HUP INT; kill -9 $browser; clear ) & watcher=$!
exec 3<&-
wait $browser
kill $watcher
clear
`;

async function start({ path, libraries }: Candidate): Promise<RunningBrowser> {
  const profile = await Deno.makeTempDir({ prefix: "nearzero_browser_" });
  const flags = [
    "--headless",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-breakpad",
    "--no-first-run",
    "--no-default-browser-check",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
    `--user-data-dir=${profile}`,
    "about:blank",
  ];
  const env: Record<string, string> = libraries
    ? { LD_LIBRARY_PATH: [libraries, Deno.env.get("LD_LIBRARY_PATH")].filter(Boolean).join(":") }
    : {};
  const [command, ...args] = Deno.build.os === "windows"
    ? [path, ...flags]
    : ["sh", "-c", watched, "sh", profile, path, ...flags];
  const child = new Deno.Command(command, { args, env, stdin: "piped", stdout: "null", stderr: "piped" }).spawn();
  let closed: Promise<void> | undefined;
  const close = () => closed ??= end(child, profile);
  globalThis.addEventListener("unload", () => void close());
  try {
    const endpoint = await readEndpoint(child.stderr);
    const version = await askVersion(endpoint);
    child.unref(); // A script may end without closing it.
    return { endpoint, path, version, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function end(child: Deno.ChildProcess, profile: string): Promise<void> {
  if (Deno.build.os === "windows") child.kill();
  child.ref();
  await child.stdin.close().catch(() => {});
  await child.status;
  await Deno.remove(profile, { recursive: true }).catch(() => {});
}

/** Reads what the browser says on starting until it names its address; then goes on reading, to keep the pipe empty. */
async function readEndpoint(stderr: ReadableStream<Uint8Array>): Promise<string> {
  const reader = stderr.pipeThrough(new TextDecoderStream()).getReader();
  const timer = setTimeout(() => reader.cancel().catch(() => {}), 30_000);
  let said = "";
  try {
    while (true) {
      const { done, value } = await reader.read();
      if (done) throw new Error(lastLine(said));
      said += value;
      const address = said.match(/DevTools listening on (ws:\S+)/)?.[1];
      if (address) {
        (async () => {
          while (!(await reader.read()).done);
        })().catch(() => {});
        return address;
      }
    }
  } finally {
    clearTimeout(timer);
  }
}

function lastLine(said: string): string {
  return said.trim().split("\n").at(-1) || "it ended without a word, or said nothing for 30 s";
}

async function askVersion(endpoint: string): Promise<string> {
  const { host } = new URL(endpoint);
  try {
    return (await (await fetch(`http://${host}/json/version`, { signal: AbortSignal.timeout(10_000) })).json()).Browser;
  } catch (error) {
    throw new BrowserError(`Cannot reach a browser at ${endpoint}: ${error instanceof Error ? error.message : error}`);
  }
}
