/// <reference lib="dom" />
import { explore, type Explored, FIRST, FULL, notebookCell, readState } from "../../lib/site/explorer/mod.ts";
import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { inState, open, type Page, seen } from "./page.ts";
import { redrawTimes } from "./redraw.ts";
import { builtSite } from "./with_site.ts";

const { test } = await builtSite();

/** What the page hands to whoever asks in its console. */
interface Handed {
  readonly nearzero: { numbers(): Explored };
}

/** One choice for every kind of data, prediction and coordinate, and a formula. */
const CHOICES = [
  "schedule=cosine&until=0.05",
  "data=points&quantity=v&coordinate=sigma&schedule=edm&intervals=3",
  "data=line&quantity=x0&coordinate=logSnr&schedule=flow-matching&delta=0.0001",
  "schedule=formula&formula=exp(-3 t^2)&points=0,0;1,1;-1,0.5&variance=0.01&perturbation=0.3&intervals=2",
];

for (const choice of CHOICES) {
  test(`the explorer's numbers in the browser are the library's: ${choice}`, async ({ page, url, wrong }) => {
    await open(page, `${url}explorer.html#${encodeURI(choice)}`);
    await inState(page, "done");
    const shown = await page.evaluate(() => JSON.stringify((globalThis as unknown as Handed).nearzero.numbers()));
    await compare(JSON.parse(shown), choice);
    assertEquals(wrong, []);
  });
}

/** Compares numbers of the page with the library's to 1e-12 of their size. */
async function compare(numbers: Explored, choice: string): Promise<void> {
  for await (const part of explore(readState(choice), FULL)) {
    for (const [key, mine] of Object.entries(part) as [keyof Explored, Explored[keyof Explored]][]) {
      const theirs = numbers[key], pairs: [number, number, string][] = [];
      if (typeof mine === "string" || !Array.isArray(mine)) {
        if (typeof mine !== "object" || Array.isArray(mine)) {
          // A number, or the reason why there is none; JSON has no infinity.
          assertEquals(theirs, mine === Infinity ? null : mine as typeof theirs, key);
        } else pairs.push(...ends(theirs, mine, key));
      } else {
        const curve = theirs as typeof mine;
        assertEquals(curve.length, mine.length, key);
        mine.forEach((point, i) => {
          pairs.push([curve[i].time, point.time, `${key}[${i}]`]);
          if ("told" in point) pairs.push([curve[i].told, point.told, `${key}[${i}]`]);
          else pairs.push(...ends(curve[i].estimate, point.estimate, `${key}[${i}]`));
        });
      }
      for (const [a, b, where] of pairs) assertAlmostEquals(a, b, 1e-12 * Math.max(1, Math.abs(b)), where);
    }
  }
}

function ends(theirs: unknown, mine: unknown, where: string): [number, number, string][] {
  const [a, b] = [theirs, mine] as Record<string, number>[];
  return ["value", "low", "high", "n"].map((end) => [a[end], b[end], `${end} of ${where}`]);
}

// How fast is told by tests/bench/explorer_redraw.ts: a machine that does much else as well would fail a bound here.
test("every move of a slider is answered by a draft, whatever was chosen", async ({ page, url, wrong }) => {
  // Each slider once, and once more.
  const count = 5, rest = "draft";
  for (const choice of [CHOICES[0], "schedule=formula&intervals=19&formula=cos(pi*t/2)"]) {
    const [, ...times] = await redrawTimes(page, `${url}explorer.html#${encodeURI(choice)}`, count, undefined, rest);
    assertEquals(times.length, count);
    assert(times.every((time) => time > 0 && Number.isFinite(time)), `${choice}: ${times.join(", ")}`);
  }
  assertEquals(wrong, []);
});

test("a slider that is dragged is followed, and its end is what stays", async ({ page, url, wrong }) => {
  await open(page, `${url}explorer.html`);
  await inState(page, "done");
  const titles = await page.evaluate(async () => {
    const slider = document.getElementById("until") as HTMLInputElement, met = new Set<string>();
    const title = () => document.querySelector('[data-chart="told"] h3')!.textContent!;
    // As long as it takes to follow five times, and to the same end.
    for (let i = 0; i % 60 > 0 || (i < 6000 && met.size < 5); i++) {
      slider.value = String(-2 + (i % 60) / 100);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      await new Promise((resolve) => requestAnimationFrame(resolve));
      met.add(title());
    }
    return [...met];
  });
  assert(titles.length >= 5, titles.join("; "));
  await inState(page, "done");
  assertEquals(await seen(page, '[data-chart="told"] h3'), "f(t): what the network is told, t̃ = 0.0389 and n = 5");
  assert(page.url().endsWith("#until=0.0389"), page.url());
  assertEquals(wrong, []);
});

test("the explorer works from the keyboard alone and keeps its state in the address", async ({ page, url }) => {
  await open(page, `${url}explorer.html`);
  await inState(page, "draft");
  const focused = () => page.evaluate(() => document.activeElement!.id);
  await page.keyboard.press("Tab");
  assertEquals(await page.evaluate(() => document.activeElement!.textContent), "Skip to the content");
  await page.keyboard.press("Enter");
  // That leads to a place on the page and not to another state: what was chosen before it stays.
  await page.waitForFunction(() => location.hash === "#main");
  const met: string[] = [];
  for (let i = 0; i < 20; i++) {
    await page.keyboard.press("Tab");
    met.push(await focused());
    if (met.at(-1) === "intervals") await page.keyboard.press("ArrowRight");
    if (met.at(-1) === "schedule") await page.keyboard.type("cos");
  }
  for (
    const id of ["data", "points", "variance", "schedule", "quantity", "coordinate", "until", "intervals", "delta"]
  ) {
    assert(met.includes(id), `${id} is not reached, but ${met.join(" ")}`);
  }
  await inState(page, "done");
  assert(page.url().endsWith("#schedule=cosine&intervals=6"), page.url());
  // Who opens that address has the same form; who goes on to another one, too.
  const form = () =>
    page.$$eval("#form [name]", (fields) => fields.map((field) => (field as HTMLInputElement).value).join(" "));
  const [address, before] = [page.url(), await form()];
  await open(page, address);
  assertEquals(await form(), before);
  await page.evaluate(() => location.hash = "intervals=6&schedule=edm");
  await page.waitForFunction(() => (document.getElementById("schedule") as HTMLSelectElement).value === "edm");
  assertEquals(await form(), before.replace("cosine", "edm"));
});

test("the link past the navigation leaves what was chosen as it is", async ({ page, url }) => {
  await open(page, `${url}explorer.html#schedule=cosine&intervals=6`);
  await inState(page, "draft");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.hash === "#main");
  const schedule = () => page.$eval("#schedule", (field) => (field as HTMLSelectElement).value);
  // The event of the address comes in a task of its own: two frames later it has been.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  assertEquals(await schedule(), "cosine");
  await page.reload();
  await inState(page, "draft");
  assert(!await page.$eval("#failure", (failure) => failure.checkVisibility()));
});

test("points are added and taken away by clicking in the plane", async ({ page, url }) => {
  await open(page, `${url}explorer.html`);
  await inState(page, "draft");
  const box = (await (await page.$("#plane"))!.boundingBox())!;
  // The plane reaches from −2.5 to 2.5.
  const click = (x: number, y: number) =>
    page.mouse.click(box.x + box.width * (x + 2.5) / 5, box.y + box.height * (2.5 - y) / 5);
  const points = () => page.$eval("#points", (field) => (field as HTMLTextAreaElement).value);
  await click(1.5, 2);
  const [, , added] = (await points()).split("\n");
  const [x, y] = added.split(", ").map(Number);
  assert(Math.hypot(x - 1.5, y - 2) < 0.05, added);
  assertEquals(await page.$$eval("#plane circle", (circles) => circles.length), 3);
  await click(-1, 0);
  assertEquals(await points(), `1, 0\n${added}`);
  await inState(page, "done");
  assertEquals(decodeURIComponent(new URL(page.url()).hash), `#points=1,0;${x},${y}`);
});

/** Notes what the page copies and hands out from now on. */
async function collect(page: Page): Promise<() => Promise<{ copied: string[]; saved: [string, string][] }>> {
  await page.evaluate(() => {
    const noted = { copied: [] as string[], saved: [] as [string, string][] };
    Object.assign(globalThis, { noted });
    const writeText = (text: string) => Promise.resolve(void noted.copied.push(text));
    Object.defineProperty(navigator, "clipboard", { value: { writeText } });
    const blobs = new Map<string, Blob>(), own = URL.createObjectURL;
    URL.createObjectURL = (blob: Blob) => {
      const url = own.call(URL, blob);
      blobs.set(url, blob);
      return url;
    };
    HTMLAnchorElement.prototype.click = function () {
      blobs.get(this.href)!.text().then((text) => noted.saved.push([this.download, text]));
    };
  });
  return () =>
    page.evaluate(() => (globalThis as unknown as { noted: { copied: string[]; saved: [string, string][] } }).noted);
}

test("the cell, the link, the numbers and the charts are handed out", async ({ page, url, wrong }) => {
  const choice = CHOICES[0];
  await open(page, `${url}explorer.html#${choice}`);
  await inState(page, "draft");
  const noted = await collect(page);
  await page.click("#copy-cell");
  await page.click("#copy-link");
  // Asked for while drafts are shown: what is handed out is exact.
  await page.click("#json");
  await page.click('[data-chart="slope"] button');
  await inState(page, "done");
  await page.waitForFunction(() => (globalThis as unknown as { noted: { saved: unknown[] } }).noted.saved.length === 2);
  const { copied, saved } = await noted();
  assertEquals(copied, [notebookCell(readState(choice)), `${url}explorer.html#${choice}`]);
  const files = new Map(saved);
  const { state, fineness, ...numbers } = JSON.parse(files.get("nearzero_explorer.json")!);
  assertEquals(state, { ...FIRST, schedule: "cosine", until: 0.05 });
  assertEquals(fineness, FULL);
  await compare(numbers, choice);
  const svg = files.get("nearzero_slope.svg")!;
  assert(svg.startsWith("<svg ") && svg.includes("<style>") && svg.includes("Slope of the ideal predictor"));
  // As many points as what is exact has.
  const line = /class="line s0 d0" d="M([^"]+)"/.exec(svg)![1].split("L");
  assertEquals(line.length, FULL.times);
  assertEquals(wrong, []);
});
