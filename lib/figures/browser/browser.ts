/**
 * One browser for every picture: a Chrome or Chromium of the system where there is one, else the one from npm.
 * @module
 */
import { join } from "node:path";
import { type Candidate, type RunningBrowser, startBrowser } from "./browser_process.ts";
import { unpackChromium } from "./chromium.ts";

export type { RunningBrowser };

/** No browser could be started; the message says what was tried and what to do. */
export class BrowserError extends Error {
  /** The class's name, for callers that see only the message's head. */
  override readonly name: string = "BrowserError";
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
      return await startBrowser(candidate);
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
