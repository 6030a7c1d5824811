/// <reference lib="dom" />
import { assert, assertEquals } from "../assert.ts";
import { lookAt, type Looked } from "./every_page.ts";
import { open, type Page, seen } from "./page.ts";
import { processorTime } from "./processor_time.ts";
import { builtSite, type Visit } from "./with_site.ts";

const { files, test } = await builtSite();
const PAGES = files.map(({ path }) => path).filter((path) => path.endsWith(".html"));
/** A page of every kind. */
const KINDS = [
  "index.html",
  "notebooks/index.html",
  "notebooks/01_theorem_3_1.html",
  "gallery.html",
  "guides/index.html",
]
  .concat("guides/choosing.html", "api/index.html", "api/conditioning.html");

// In the dark only colours are others, which the pages of the API share, and those of the guides.
const inDark = (path: string) => KINDS.includes(path) || !/^(?:api|guides)\//.test(path);

let looked: Promise<Looked[]> | undefined;
/** What every page is like: the first test that asks looks at them, and what is wrong with the look fails all. */
const everyPage = (visit: Visit) => looked ??= lookAt(visit, PAGES, inDark);

test("no page has an error, asks another server, scrolls sideways at 390 px or leads to nothing", async (visit) => {
  const links = new Map<string, string>(), elsewhere = new Set<string>();
  for (const { path, inside, outside, width, wrong } of await everyPage(visit)) {
    for (const link of inside) links.set(link, path);
    for (const link of outside) elsewhere.add(link);
    assert(width <= 390, `${path} is ${width} px wide`);
    assertEquals(wrong, [], path);
  }
  assert(links.size > 100, `${links.size}`);
  for (const [link, from] of links) {
    const answer = await fetch(visit.url + link, { method: "HEAD" });
    await answer.body?.cancel();
    assertEquals(answer.status, 200, `${link} from ${from}`);
  }
  // What leads out of the site can only be looked at.
  for (const link of elsewhere) assert(/^(?:https:\/\/[\w.-]+\.[a-z]+\/|mailto:)/.test(link), link);
});

test("every page meets WCAG AA, as axe sees it, in the light", async (visit) => {
  for (const { path, light } of await everyPage(visit)) assertEquals(light, [], path);
});

test("every page meets WCAG AA, as axe sees it, in the dark", async (visit) => {
  const pages = await everyPage(visit);
  for (const { path, dark } of pages.filter(({ path }) => inDark(path))) assertEquals(dark, [], path);
});

test("no number of a notebook's table is broken across lines, however narrow the page", async (visit) => {
  const pages = (await everyPage(visit)).filter(({ path }) => path.startsWith("notebooks/"));
  for (const { path, broken } of pages) assertEquals(broken, [], path);
  const count = pages.reduce((sum, { cells }) => sum + cells, 0);
  assert(count > 100, `${count} cells with numbers`);
});

test("every kind of page works from the keyboard alone, in the order in which it is read", async ({ page, url }) => {
  for (const path of KINDS) {
    await open(page, url + path);
    // The first page's live figure brings a button of its own.
    if (path === "index.html") await page.waitForSelector("button[aria-label^='Save as SVG']");
    await page.keyboard.press("Tab");
    assertEquals(await page.evaluate(() => document.activeElement!.textContent), "Skip to the content", path);
    const wanted = await page.evaluate(() => {
      const all = document.querySelectorAll<HTMLElement>(
        "a[href], button, input, select, textarea, summary, [tabindex='0']",
      );
      return [...all].filter((each) => each.checkVisibility({ visibilityProperty: true })).map((each, i) => {
        each.dataset.place = String(i);
        return each.outerHTML.slice(0, 80);
      });
    });
    // Every one of them in turn, up to eighty, and each can be seen to be the one.
    for (let i = 1; i < Math.min(wanted.length, 80); i++) {
      await page.keyboard.press("Tab");
      const [place, ring] = await page.evaluate(() => {
        const { dataset } = document.activeElement as HTMLElement;
        return [dataset.place, getComputedStyle(document.activeElement!).outlineStyle];
      });
      assertEquals(place, String(i), `${path}: ${wanted[i]}`);
      assert(ring !== "none", `${path}: ${wanted[i]} does not show that it is chosen`);
    }
  }
});

/** Presses a key on an element that the keyboard has come to. */
async function press(page: Page, selector: string, key: "Enter" | "Space" | "ArrowDown"): Promise<void> {
  await page.focus(selector);
  await page.keyboard.press(key);
}

test("light and dark are switched from the keyboard, and stay so", async ({ page, url }) => {
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await open(page, `${url}index.html`);
  assertEquals([await paper(), await seen(page, "#theme")], ["rgb(255, 255, 255)", "Dark"]);
  await press(page, "#theme", "Enter");
  assertEquals([await paper(), await seen(page, "#theme")], ["rgb(20, 23, 28)", "Light"]);
  for (const path of KINDS) {
    await open(page, url + path);
    assertEquals(await paper(), "rgb(20, 23, 28)", path);
  }
  await press(page, "#theme", "Space");
  assertEquals(await paper(), "rgb(255, 255, 255)");
  // Without a choice the page follows the system.
  await page.evaluate(() => localStorage.clear());
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
  await open(page, `${url}index.html`);
  assertEquals(await paper(), "rgb(20, 23, 28)");
});

test("a notebook's code unfolds, its figure comes alive and says its numbers", async ({ page, url, wrong }) => {
  await open(page, `${url}notebooks/01_theorem_3_1.html`);
  const unfolded = () => page.$$eval("details.cell", (all) => all.filter(({ open }) => open).length);
  assertEquals(await unfolded(), 0);
  await press(page, "details.cell summary", "Enter");
  assertEquals(await unfolded(), 1);
  await press(page, "button.unfold", "Space");
  assert(await unfolded() > 5);
  await press(page, "button.unfold", "Space");
  assertEquals(await unfolded(), 0);
  const caption = await seen(page, "figure figcaption");
  await press(page, "button.live", "Enter");
  const plot = await page.waitForSelector(".picture .main-svg");
  await plot!.scrollIntoView();
  // Over the first curve its numbers are said; a drag across it zooms.
  const drag = await page.waitForSelector(".picture .nsewdrag");
  // Asked each time: the page may still be moving.
  const moveTo = async (across: number, down: number, steps = 1) => {
    const box = (await drag!.boundingBox())!;
    await page.mouse.move(box.x + box.width * across, box.y + box.height * down, { steps });
  };
  const ticks = () => page.$eval(".picture .xaxislayer-above", (axis) => axis.textContent);
  const before = await ticks();
  let hovered = "";
  for (let i = 1; i < 400 && hovered === ""; i++) {
    await moveTo(0.5, (i % 20) / 20);
    await new Promise((resolve) => setTimeout(resolve, 80));
    hovered = await page.$eval(".picture .hoverlayer", (layer) => layer.textContent ?? "");
  }
  assert(/\d/.test(hovered), hovered);
  // A busy browser may take a drag for a click: it is tried again until it is seen.
  while (await ticks() === before) {
    await moveTo(0.3, 0.3);
    await page.mouse.down();
    await moveTo(0.6, 0.7, 5);
    await page.mouse.up();
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  assertEquals(await seen(page, "figure figcaption"), caption);
  assertEquals(wrong, []);
});

test("tables of notebooks are sorted by the numbers of a column, up and down", async ({ page, url }) => {
  await open(page, `${url}notebooks/01_theorem_3_1.html`);
  const column = () =>
    page.$$eval(
      "table tbody tr td:nth-child(2)",
      (cells) => cells.map((cell) => Number(cell.textContent!.replace("−", "-"))),
    );
  const before = (await column()).filter((value) => !Number.isNaN(value));
  await press(page, "table th:nth-child(2) button", "Enter");
  const up = (await column()).slice(0, before.length);
  assert(up.length > 3);
  assertEquals(up.slice(0, 5), up.slice(0, 5).toSorted((a, b) => a - b));
  await press(page, "table th:nth-child(2) button", "Space");
  const down = (await column()).slice(0, 5);
  assertEquals(down, down.toSorted((a, b) => b - a));
});

test("names of the API are found as they are typed", async ({ page, url }) => {
  await open(page, `${url}api/index.html`);
  await page.focus("#filter");
  await page.keyboard.type("sharedopt");
  assertEquals(await seen(page, "#found"), "2 names");
  const shown = await page.$$eval(
    ".names li",
    (all) => all.filter((each) => each.checkVisibility()).map((each) => each.textContent),
  );
  assertEquals(shown, ["sharedOptimum", "SharedOptimum"]);
  await press(page, ".names li:not([hidden]) a", "Enter");
  await page.waitForSelector("#sharedOptimum");
  assert(page.url().endsWith("api/oracle.html#sharedOptimum"), page.url());
});

test("the first page takes 300 kB at most, compressed, and is drawn within 1.5 s", async ({ page, url, wrong }) => {
  const asked = new Set<string>();
  page.on("request", (request) => void asked.add(request.url()));
  const times: number[] = [], computed: number[] = [];
  await page.setCacheEnabled(false);
  for (let turn = 0; turn < 4; turn++) {
    const began = await processorTime();
    await open(page, `${url}index.html`);
    await page.waitForFunction(
      () => document.getElementById("hero")!.dataset.draft !== undefined,
      { polling: "raf" },
    );
    computed.push(await processorTime() - began);
    times.push(await page.evaluate(() => performance.now()));
  }
  // The least; or where the machine does something else as well, what all of the browser has computed.
  const [time, work] = [times, computed].map((all) => Math.min(...all));
  assert(time < 1500 || work < 1500, `${times.join(", ")} ms, ${computed.join(", ")} ms of the processor`);
  const sizes = [...asked].filter((address) => address.startsWith(url)).map(async (address) => {
    const path = address.slice(url.length).split("#")[0];
    const { content } = files.find((file) => file.path === path)!;
    const stream = new Blob([content as BlobPart]).stream().pipeThrough(new CompressionStream("gzip"));
    return [path, (await new Response(stream).arrayBuffer()).byteLength] as const;
  });
  const loaded = new Map(await Promise.all(sizes)), total = [...loaded.values()].reduce((a, b) => a + b, 0);
  for (const path of ["index.html", "assets/home.js", "assets/worker.js", "assets/style.css"]) {
    assert(loaded.has(path), [...loaded.keys()].join(" "));
  }
  assert(!loaded.has("assets/plotly.js"));
  assert(total <= 300_000, `${total} bytes: ${[...loaded].map((each) => each.join(" ")).join(", ")}`);
  assertEquals(wrong, []);
});
