import axe from "axe-core";
import { sharedBrowser } from "../../lib/figures/browser/browser.ts";
import { checkout } from "../../lib/io/checkout.ts";
import { explore, type Explored, FIRST, FULL } from "../../lib/site/explorer/mod.ts";
import { makeSite, serveSite, writeSite } from "../../lib/site/mod.ts";
import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { testWithBrowser as testWithAnyBrowser } from "../figures/with_browser.ts";

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof sharedBrowser>>["browser"]["newPage"]>>;

/** What is asked of the page's own scope. */
interface Scope {
  readonly nearzero?: { numbers(): Explored };
  readonly axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
  readonly document: {
    readonly documentElement: { readonly scrollWidth: number };
    readonly activeElement: { readonly id: string; readonly textContent: string };
    querySelector(
      selector: string,
    ): { readonly textContent: string; readonly dataset: Record<string, string>; readonly hidden: boolean } | null;
    querySelectorAll(selector: string): ArrayLike<unknown>;
  };
}

// What bundles the scripts comes from npm when it is first asked for; where it cannot, nothing here can be looked at.
const built = await makeSite({ root: checkout, topics: ["conditioning"] }).catch((error: Error) => error);
if (built instanceof Error && !/download|registry|network|connect|dns/i.test(built.message)) throw built;
const reason = built instanceof Error ? built.message.split("\n")[0] : undefined;
const files = built instanceof Error ? [] : built, folder = await Deno.makeTempDir();
await writeSite(files, `${folder}/site`);
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));
const PAGES = ["index.html", "explorer.html", "gallery.html", "guides/choosing.html", "api/conditioning.html"].concat(
  "notebooks/01_theorem_3_1.html",
);

/** A test of the built site, ignored with the reason where it could not be built. */
function testWithBrowser(name: string, body: () => Promise<void>): void {
  if (reason === undefined) testWithAnyBrowser(name, body);
  else Deno.test({ name: `${name} (ignored: ${reason})`, ignore: true, fn: body });
}

/** A page of the site, served under a path of its own, with everything that goes wrong on it. */
async function withPage(work: (page: Page, url: string, wrong: string[]) => Promise<void>): Promise<void> {
  const server = serveSite(`${folder}/site`, { under: "/some/where/" });
  const { browser, use } = await sharedBrowser();
  const page = await browser.newPage(), wrong: string[] = [];
  page.on("console", (message) => void (message.type() === "error" && wrong.push(message.text())));
  page.on("pageerror", (error) => void wrong.push((error as Error).message));
  page.on("requestfailed", (request) => void wrong.push(`cannot load ${request.url()}`));
  page.on("request", (request) => {
    if (!/^(?:http:\/\/127\.0\.0\.1|blob:|data:|about:)/.test(request.url())) wrong.push(`asks ${request.url()}`);
  });
  try {
    await use(() => work(page, server.url, wrong));
  } finally {
    await page.close();
    await server.stop();
  }
}

const done = (page: Page, state = "done") =>
  page.waitForFunction(
    (state) => (globalThis as unknown as Scope).document.querySelector("#form")?.dataset.state === state,
    { timeout: 60_000, polling: 50 },
    state,
  );

testWithBrowser("no page of the site has an error, asks another server or scrolls sideways at 390 px", async () => {
  await withPage(async (page, url, wrong) => {
    await page.setViewport({ width: 390, height: 800 });
    for (const path of files.map(({ path }) => path).filter((path) => path.endsWith(".html"))) {
      await page.goto(url + path, { waitUntil: "load" });
      const width = await page.evaluate(() => (globalThis as unknown as Scope).document.documentElement.scrollWidth);
      assert(width <= 390, `${path} is ${width} px wide`);
      assertEquals(wrong, [], path);
    }
  });
});

testWithBrowser("the explorer's numbers in the browser are the library's", async () => {
  await withPage(async (page, url, wrong) => {
    const state = { ...FIRST, schedule: "cosine", until: 0.05 };
    await page.goto(`${url}explorer.html#schedule=cosine&until=0.05`);
    await done(page);
    const shown = await page.evaluate(() => JSON.stringify((globalThis as unknown as Scope).nearzero!.numbers()));
    const numbers = JSON.parse(shown) as Explored;
    for await (const part of explore(state, FULL)) {
      for (const [key, curve] of Object.entries(part) as [keyof Explored, unknown][]) {
        if (!Array.isArray(curve) || key === "told") continue;
        const theirs = numbers[key] as Exclude<Explored["slope"], string>;
        assertEquals(theirs.length, curve.length, key);
        curve.forEach(({ time, estimate }, i) => {
          assertEquals(theirs[i].time, time);
          assertAlmostEquals(theirs[i].estimate.value, estimate.value, 1e-12 * Math.max(1, estimate.value));
        });
      }
    }
    assertEquals(wrong, []);
  });
});

testWithBrowser("the explorer works from the keyboard alone and keeps its state in the address", async () => {
  await withPage(async (page, url) => {
    await page.goto(`${url}explorer.html`);
    await done(page, "draft");
    const focused = () => page.evaluate(() => (globalThis as unknown as Scope).document.activeElement.id);
    await page.keyboard.press("Tab");
    assertEquals(
      await page.evaluate(() => (globalThis as unknown as Scope).document.activeElement.textContent),
      "Skip to the content",
    );
    await page.keyboard.press("Enter");
    const met: string[] = [];
    for (let i = 0; i < 20; i++) {
      await page.keyboard.press("Tab");
      met.push(await focused());
      if (met.at(-1) === "intervals") await page.keyboard.press("ArrowRight");
    }
    for (
      const id of ["data", "points", "variance", "schedule", "quantity", "coordinate", "until", "intervals", "delta"]
    ) {
      assert(met.includes(id), `${id} is not reached, but ${met.join(" ")}`);
    }
    assert(page.url().endsWith("#intervals=6"), page.url());
  });
});

testWithBrowser("what cannot be computed is said on the page in the library's words", async () => {
  await withPage(async (page, url) => {
    const failure = () =>
      page.evaluate(() => (globalThis as unknown as Scope).document.querySelector("#failure")!.textContent);
    await page.goto(`${url}explorer.html#schedule=formula`);
    await done(page, "draft");
    await page.goto("about:blank");
    await page.goto(`${url}explorer.html#schedule=formula&formula=2-t`);
    await done(page, "failed");
    assert(/^Cannot .*alpha must be 1 at t = 0/.test(await failure()), await failure());
    await page.goto("about:blank");
    await page.goto(`${url}explorer.html#until=9`);
    await done(page, "failed");
    assert(/^Cannot explore: until must be/.test(await failure()), await failure());
    // A browser without workers, and a page whose scripts cannot be had.
    await page.evaluateOnNewDocument(() => Object.defineProperty(globalThis, "Worker", { value: undefined }));
    await page.goto("about:blank");
    await page.goto(`${url}explorer.html`);
    await done(page, "failed");
    assertEquals(await failure(), "Cannot compute here: this browser has no workers, or they are turned off");
    await page.setRequestInterception(true);
    page.on("request", (request) => void (/explorer\.js$/.test(request.url()) ? request.abort() : request.continue()));
    await page.goto("about:blank");
    await page.goto(`${url}explorer.html`, { waitUntil: "load" });
    const status = await page.evaluate(() =>
      (globalThis as unknown as Scope).document.querySelector("#status")!.textContent
    );
    assertEquals(status, "Cannot compute here: this page's scripts could not be loaded");
  });
});

testWithBrowser("figures of notebooks come alive, and say so where they cannot", async () => {
  await withPage(async (page, url, wrong) => {
    await page.goto(`${url}notebooks/01_theorem_3_1.html`);
    await page.click("button.live");
    await page.waitForSelector(".picture .main-svg", { timeout: 20_000 });
    assertEquals(wrong, []);
    await page.setRequestInterception(true);
    page.on("request", (request) => void (/\.json$/.test(request.url()) ? request.abort() : request.continue()));
    await page.click("button.live");
    const sorry = await page.waitForSelector("figure .sorry");
    assert(
      /^Cannot show the figure live: .+; the picture stays$/.test(await sorry!.evaluate((e) => e.textContent ?? "")),
    );
  });
});

testWithBrowser("tables of notebooks are sorted by the numbers of a column, up and down", async () => {
  await withPage(async (page, url) => {
    await page.goto(`${url}notebooks/01_theorem_3_1.html`);
    const column = () =>
      page.evaluate(() =>
        Array.from(
          (globalThis as unknown as Scope).document.querySelectorAll("table tbody tr td:nth-child(2)"),
          (cell) => Number((cell as { textContent: string }).textContent.replace("−", "-")),
        )
      );
    const before = (await column()).filter((value) => !Number.isNaN(value));
    await page.click("table th:nth-child(2) button");
    const up = (await column()).slice(0, before.length);
    assert(up.length > 3);
    assertEquals(up.slice(0, 5), up.slice(0, 5).toSorted((a, b) => a - b));
    await page.click("table th:nth-child(2) button");
    const down = (await column()).slice(0, 5);
    assertEquals(down, down.toSorted((a, b) => b - a));
  });
});

for (const scheme of ["light", "dark"]) {
  testWithBrowser(`the site meets WCAG AA, as axe sees it, in the ${scheme}`, async () => {
    await withPage(async (page, url) => {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      for (const path of PAGES) {
        await page.goto(url + path, { waitUntil: "load" });
        if (path === "explorer.html") await done(page, "draft");
        await page.evaluate(axe.source);
        const found = await page.evaluate(async () => {
          const runOnly = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] };
          const { violations } = await (globalThis as unknown as Scope).axe.run({
            runOnly,
            resultTypes: ["violations"],
          });
          return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html).join(" | ")}`);
        });
        assertEquals(found, [], path);
      }
    });
  });
}

testWithBrowser("the first page takes 300 kB at most, compressed, and no Plotly", async () => {
  const size = async (path: string) => {
    const content = files.find((file) => file.path === path)!.content;
    const stream = new Blob([content as BlobPart]).stream().pipeThrough(new CompressionStream("gzip"));
    return (await new Response(stream).arrayBuffer()).byteLength;
  };
  const loaded = new Set(["index.html", "assets/worker.js"]), queue = [...loaded];
  for (const path of queue) {
    const text = files.find((file) => file.path === path)!.content, folder = path.replace(/[^/]*$/, "");
    const source = typeof text === "string" ? text : new TextDecoder().decode(text);
    // Whatever is linked as a style, script, picture or font, or imported at once.
    const found = path.endsWith(".html")
      ? [...source.matchAll(/<(?:script|img|link rel="(?:stylesheet|icon)")[^>]*(?:src|href)="([^"]+)"/g)]
      : [...source.matchAll(/(?:from|import)\s*"\.\/([^"]+)"|url\(([^)]+\.woff2)\)/g)];
    for (const [, one, two] of found) {
      const next = folder + (one ?? two);
      if (!loaded.has(next)) queue.push(next);
      loaded.add(next);
    }
  }
  assert(loaded.has("assets/home.js") && loaded.size > 6, [...loaded].join(" "));
  assert(!loaded.has("assets/plotly.js"));
  // Fonts load as they are used; no page uses more than a few of the twenty.
  const sizes = await Promise.all([...loaded].filter((path) => !path.endsWith(".woff2")).map(size));
  const fonts = await Promise.all([...loaded].filter((path) => path.endsWith(".woff2")).map(size));
  const total = sizes.reduce((a, b) => a + b, 0) + Math.max(0, ...fonts) * 4;
  assert(total <= 300_000, `${total} bytes`);
});
