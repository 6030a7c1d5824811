/// <reference lib="dom" />
import { assert, assertEquals } from "../assert.ts";
import { inState, open, type Page, seen, withhold } from "./page.ts";
import { builtSite } from "./with_site.ts";

// What cannot be had is said in its place: no page is left with a blank panel.
const { folder, test } = await builtSite();

const NOTHING_ELSE = "; the gallery and the notebooks need nothing of the kind";

/** Takes something away from the pages before their scripts run. */
function without(page: Page, name: "Worker" | "WebAssembly"): Promise<unknown> {
  return page.evaluateOnNewDocument((name) => {
    delete (globalThis as unknown as Record<string, unknown>)[name];
  }, name);
}

/** Waits for a sentence in a place that can be seen. */
async function says(page: Page, selector: string, sentence: string | RegExp): Promise<void> {
  await page.waitForFunction(
    (selector) => [...document.querySelectorAll(selector)].some((e) => e.checkVisibility() && e.textContent !== ""),
    {},
    selector,
  );
  const said = await seen(page, selector);
  assert(typeof sentence === "string" ? said === sentence : sentence.test(said), said);
}

for (
  const [name, sentence] of [
    ["Worker", "Cannot compute here: this browser has no workers, or they are turned off"],
    ["WebAssembly", "Cannot compute here: this browser has no WebAssembly, or it is turned off"],
  ] as const
) {
  test(`a browser without ${name} says so on the explorer's page and on the first`, async ({ page, url, wrong }) => {
    await without(page, name);
    await open(page, `${url}explorer.html`);
    await inState(page, "failed");
    await says(page, "#failure", sentence);
    // It stays where the hand moves on.
    await page.select("#schedule", "cosine");
    await says(page, "#failure", sentence);
    await open(page, `${url}index.html`);
    await says(page, "#hero .sorry", sentence);
    await page.select("#hero-schedule", "cosine");
    await says(page, "#hero .sorry", sentence);
    assertEquals(wrong, []);
  });
}

test("a worker that cannot be loaded is said to be missing", async ({ page, url }) => {
  await withhold(page, /worker\.js$/);
  const sentence = `Cannot compute here: its worker could not be loaded${NOTHING_ELSE}`;
  await open(page, `${url}explorer.html`);
  await inState(page, "failed");
  await says(page, "#failure", sentence);
  await page.select("#schedule", "cosine");
  await says(page, "#failure", sentence);
  await open(page, `${url}index.html`);
  await says(page, "#hero .sorry", sentence);
});

test("a page whose scripts cannot be loaded says so where they would have written", async ({ page, url }) => {
  await withhold(page, /(?:explorer|home)\.js$/);
  await open(page, `${url}explorer.html`);
  await says(page, "#status", "Cannot compute here: this page's scripts could not be loaded");
  await open(page, `${url}index.html`);
  await says(page, "#hero .sorry", "Cannot compute here: this page's scripts could not be loaded");
});

test("a formula without what reads formulas is refused beside its field", async ({ page, url }) => {
  await open(page, `${url}explorer.html`);
  await inState(page, "done");
  await withhold(page, /\.js$/);
  await page.select("#schedule", "formula");
  await inState(page, "failed");
  const sentence =
    "Cannot read a formula: what reads formulas could not be loaded; the other schedules need none of it";
  await says(page, "#formula-failure", sentence);
  // The curves of before are marked as such, and another schedule brings new ones.
  assertEquals(await seen(page, "#drafting"), "The curves below are those of before.");
  await page.select("#schedule", "cosine");
  await inState(page, "draft");
  assertEquals(await seen(page, "#formula-failure"), "");
  assertEquals(await page.$("#charts.stale"), null);
});

test("a formula that cannot be read is refused in the library's words beside its field", async ({ page, url, wrong }) => {
  await open(page, `${url}explorer.html#schedule=formula`);
  await inState(page, "draft");
  for (
    const [formula, sentence] of [
      ["cos(", /^Cannot make a schedule of "cos\(": /],
      ["2 - t", /^Cannot make a schedule of "2 - t": alpha must be 1 at t = 0, got 2/],
      ["1 - x", /^Cannot make a schedule of "1 - x": .*x/],
      ["1 + t", /^Cannot make a schedule of "1 \+ t": alpha must decrease/],
      ["", /^Cannot make a schedule of "": /],
    ] as const
  ) {
    await page.$eval("#formula", (input, formula) => {
      (input as HTMLInputElement).value = formula;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }, formula);
    await inState(page, "failed");
    await says(page, "#formula-failure", sentence);
    assertEquals(await page.$eval("#formula", (input) => input.getAttribute("aria-invalid")), "true");
    // The next one that can be read is drawn again.
    await page.$eval("#formula", (input) => {
      (input as HTMLInputElement).value = "1 - t";
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await inState(page, "draft");
    assertEquals(await seen(page, "#formula-failure"), "");
    assertEquals(await page.$eval("#formula", (input) => input.getAttribute("aria-invalid")), null);
  }
  // Opened with it, there are no curves yet: the sentence stands in their place too.
  await open(page, `${url}explorer.html#schedule=formula&formula=2-t`);
  await inState(page, "failed");
  await says(page, "#failure", /^Cannot make a schedule of "2-t": alpha must be 1 at t = 0/);
  assertEquals(wrong, []);
});

test("a number out of range or a word unknown is named, and the first choice shown", async ({ page, url, wrong }) => {
  for (
    const [address, sentence] of [
      ["until=9", "Cannot explore: until must be in [0.0001, 0.5], got 9"],
      ["intervals=2.5", "Cannot explore: intervals must be an integer, got 2.5"],
      ["variance=NaN", "Cannot explore: variance must be in [0.000001, 4], got NaN"],
      ["points=1,x", 'Cannot read the points: a point must be two numbers, got "1,x"'],
      ["coordinate=x", 'Cannot explore: no coordinate "x", there is t, sigma, logSnr; did you mean "t"?'],
      ["shedule=linear", /^Cannot read the address: no key "shedule", there is data, .*; did you mean "schedule"\?$/],
      ["schedule=lineer", /^Cannot explore: no schedule "lineer", there is linear, .*; did you mean "linear"\?$/],
    ] as const
  ) {
    await open(page, `${url}explorer.html#${address}`);
    await says(page, "#failure", sentence);
    await inState(page, "draft");
    await says(page, "#failure", sentence);
    assertEquals(await page.$$eval("#charts svg", (charts) => charts.length), 6);
  }
  assertEquals(wrong, []);
});

test("points that cannot be read are refused beside their field", async ({ page, url }) => {
  await open(page, `${url}explorer.html`);
  await inState(page, "draft");
  await page.type("#points", "\n3");
  await inState(page, "failed");
  await says(page, "#points-failure", 'Cannot read the points: a point must be two numbers, got "3"');
  await page.type("#points", ", 1");
  await inState(page, "draft");
  assertEquals(await seen(page, "#points-failure"), "");
});

test("a figure that cannot come alive keeps its picture and says why", async ({ page, url }) => {
  for (
    const [missing, sentence] of [
      [/figure_\d+\.json$/, "Cannot show the figure live: its numbers cannot be reached from here; the picture stays"],
      [/plotly\.js$/, "Cannot show the figure live: its drawing library cannot be reached; the picture stays"],
    ] as const
  ) {
    await page.setRequestInterception(false);
    page.removeAllListeners("request");
    await open(page, `${url}notebooks/01_theorem_3_1.html`);
    await withhold(page, missing);
    await page.click("button.live");
    await says(page, "figure .sorry", sentence);
    assert(await page.$eval("figure .picture img", (picture) => picture.checkVisibility()));
  }
});

test("a page opened as a file shows all that needs no script, and says what cannot be computed", async ({ page }) => {
  const sentence = "Cannot compute here: browsers run no modules in pages opened as files; " +
    "deno task site --serve serves them";
  await open(page, `file://${folder}/explorer.html`);
  await says(page, "#status", sentence);
  await open(page, `file://${folder}/index.html`);
  await says(page, "#hero .sorry", sentence);
  await open(page, `file://${folder}/notebooks/01_theorem_3_1.html`);
  await page.waitForFunction(() => document.querySelector<HTMLImageElement>(".picture img")!.naturalWidth > 0);
  assert((await page.$eval("body", (body) => getComputedStyle(body).maxWidth)) !== "");
  await page.click("button.live");
  await says(page, "figure .sorry", /^Cannot show the figure live: its numbers cannot be reached from here/);
});

test("with scripts off every page that computes says so", async ({ page, url }) => {
  await page.setJavaScriptEnabled(false);
  for (
    const [path, sentence] of [
      ["explorer.html", "Cannot explore: this page computes, and scripts are off in this browser."],
      ["index.html", "Cannot draw the live figure: scripts are off in this browser."],
    ]
  ) {
    await open(page, url + path);
    // What is asked of the page is answered by the browser, not by a script of the page.
    const said = await page.$eval("noscript", (place) => (place as HTMLElement).innerText.replace(/\s+/g, " "));
    assert(said.startsWith(sentence), said);
  }
});
