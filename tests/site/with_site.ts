/**
 * Tests of the built site in a browser: served under a path of its own, with everything that goes wrong on a page.
 * @module
 */
import { sharedBrowser } from "../../lib/figures/browser/browser.ts";
import { checkout } from "../../lib/io/checkout.ts";
import { makeSite, serveSite, writeSite } from "../../lib/site/mod.ts";
import type { SiteFile } from "../../lib/site/pages/mod.ts";
import { testWithBrowser } from "../figures/with_browser.ts";
import type { Page } from "./page.ts";

/** What a test gets of the site. */
export interface Visit {
  /** The page; nothing is open in it. */
  readonly page: Page;
  /** The address of the site's first page, which ends with "/". */
  readonly url: string;
  /** What has gone wrong so far: errors of the console and of scripts, what could not be loaded, other servers asked. */
  readonly wrong: string[];
}

/** The built site. */
export interface BuiltSite {
  /** Its files; none where it could not be built. */
  readonly files: readonly SiteFile[];
  /** The folder that holds it. */
  readonly folder: string;
  /** A test with a page of its own; ignored, with the reason in its name, where there is no site or no browser. */
  test(name: string, body: (visit: Visit) => Promise<void>): void;
}

/** Where the tested site stands on its server. */
const UNDER = "/some/where/";

let once: Promise<BuiltSite> | undefined;

/**
 * Builds the site, once for all files whose tests share an isolate.
 * @returns The site.
 */
export function builtSite(): Promise<BuiltSite> {
  return once ??= build();
}

async function build(): Promise<BuiltSite> {
  // What bundles the scripts comes from npm when it is first asked for; where it cannot, nothing here can be looked at.
  const built = await makeSite({ root: checkout }).catch((error: Error) => error);
  if (built instanceof Error && !/download|registry|network|connect|dns/i.test(built.message)) throw built;
  const reason = built instanceof Error ? built.message.split("\n")[0] : undefined;
  const files = built instanceof Error ? [] : built, folder = await Deno.makeTempDir();
  await writeSite(files, `${folder}/site`);
  Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));
  const test = (name: string, body: (visit: Visit) => Promise<void>) =>
    reason === undefined
      ? testWithBrowser(name, () => visit(`${folder}/site`, body))
      : Deno.test({ name: `${name} (ignored: ${reason})`, ignore: true, fn() {} });
  return { files, folder: `${folder}/site`, test };
}

async function visit(folder: string, body: (visit: Visit) => Promise<void>): Promise<void> {
  const server = serveSite(folder, { under: UNDER });
  const { browser, use } = await sharedBrowser();
  const page = await browser.newPage(), wrong: string[] = [];
  // What a machine that does much else as well may take.
  page.setDefaultTimeout(180_000);
  page.on("console", (message) => void (message.type() === "error" && wrong.push(message.text())));
  page.on("pageerror", (error) => void wrong.push((error as Error).message));
  page.on("requestfailed", (request) => void wrong.push(`cannot load ${request.url()}`));
  page.on("request", (request) => {
    if (!/^(?:http:\/\/127\.0\.0\.1|blob:|data:|about:|file:)/.test(request.url())) wrong.push(`asks ${request.url()}`);
  });
  try {
    await use(() => body({ page, url: server.url, wrong }));
  } finally {
    await page.close();
    await server.stop();
  }
}
