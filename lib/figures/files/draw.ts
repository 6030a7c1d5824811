/**
 * Drawing a figure in a browser page: SVG, PDF and PNG, all of the same drawing.
 * @module
 */
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "puppeteer-core";
import { badFile } from "../../io/read.ts";
import { sharedBrowser } from "../browser/browser.ts";
import { fontCuts, fontFaces } from "./fonts.ts";
import { fontFamilyOf, type PaperFont } from "../theme.ts";
import type { Figure } from "../types.ts";

/** A figure's three pictures. */
export interface Drawing {
  /** Scalable, text kept as text. */
  readonly svg: string;
  /** One page of the figure's size, vector, fonts embedded. */
  readonly pdf: Uint8Array;
  /** Two pixels to the CSS pixel: 192 to the inch. */
  readonly png: Uint8Array;
}

/** The parts of Plotly and of the page that are used inside the browser. */
interface PageScope {
  Plotly: { toImage(figure: unknown, options: unknown): Promise<string> };
  document: {
    head: { innerHTML: string; insertAdjacentHTML(where: "beforeend", html: string): void };
    body: { innerHTML: string };
    fonts: { load(font: string, text: string): Promise<unknown> };
  };
  Math: { random(): number };
  DOMParser: new () => { parseFromString(text: string, type: string): PageDocument };
  XMLSerializer: new () => { serializeToString(document: PageDocument): string };
}

interface PageDocument {
  querySelectorAll(selector: string): Iterable<PageElement>;
}

interface PageElement {
  attributes: Iterable<{ name: string }>;
  removeAttributeNode(attribute: { name: string }): void;
  setAttributeNodeNS(attribute: { name: string }): void;
}

const scale = 2;

let queue: Promise<unknown> = Promise.resolve();

/**
 * Draws a figure. The same figure gives the same bytes from the same browser. Drawings wait for each other.
 * @param figure The figure.
 * @returns Its SVG, PDF and PNG.
 * @throws {BrowserError} If there is no browser.
 * @throws {Error} "Cannot draw NAME: …" if Plotly refuses the figure.
 */
export function draw(figure: Figure): Promise<Drawing> {
  const drawing = queue.then(() => drawNow(figure));
  queue = drawing.catch(() => {});
  return drawing;
}

async function drawNow(figure: Figure): Promise<Drawing> {
  const { browser, use } = await sharedBrowser();
  return await use(async () => {
    try {
      return await drawOn(await dressedPage(browser), figure);
    } catch (error) {
      // It may be the page that is broken.
      await page?.close().catch(() => {});
      page = undefined;
      throw new Error(`Cannot draw ${figure.name}: ${error instanceof Error ? error.message : error}`, {
        cause: error,
      });
    }
  });
}

async function drawOn(page: Page, { name, data, layout, width, height }: Figure): Promise<Drawing> {
  const { font } = layout as { font?: { family?: string } };
  if (font?.family === fontFamilyOf("serif")) await bringFonts(page, "serif");
  await page.setViewport({ width, height, deviceScaleFactor: scale });
  const svg = tidy(
    await page.evaluate(
      renderSvg,
      JSON.stringify({ data, layout, config: { staticPlot: true } }),
      width,
      height,
      hash(name),
    ),
  );
  await page.evaluate((svg) => void ((globalThis as unknown as PageScope).document.body.innerHTML = svg), svg);
  const png = await page.screenshot({ clip: { x: 0, y: 0, width, height } });
  const pdf = await page.pdf({ width, height, printBackground: true, pageRanges: "1" });
  return { svg, png, pdf: undated(pdf) };
}

/** Runs in the page. Plotly names clip paths by Math.random: seeded, so that the same figure gives the same SVG. */
async function renderSvg(figure: string, width: number, height: number, seed: number): Promise<string> {
  const { Plotly, Math, document, DOMParser, XMLSerializer } = globalThis as unknown as PageScope;
  document.body.innerHTML = "";
  const random = Math.random;
  let state = seed;
  Math.random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  try {
    const svg = await Plotly.toImage(JSON.parse(figure), { format: "svg", width, height, imageDataOnly: true });
    // Plotly draws a legend twice or three times as it finds room; the order of attributes tells how often.
    const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
    for (const element of parsed.querySelectorAll("*")) {
      const attributes = [...element.attributes].sort((a, b) => a.name < b.name ? -1 : 1);
      for (const attribute of attributes) element.removeAttributeNode(attribute);
      for (const attribute of attributes) element.setAttributeNodeNS(attribute);
    }
    return new XMLSerializer().serializeToString(parsed);
  } finally {
    Math.random = random;
  }
}

let page: Page | undefined;

/** The page with Plotly and the fonts: the one of the last drawing where that is still open, else a new one. */
async function dressedPage(browser: Browser): Promise<Page> {
  if (page !== undefined && page.browser() === browser && !page.isClosed()) return page;
  const fresh = await browser.newPage();
  const plotly = import.meta.resolve("plotly.js-dist/plotly.js");
  // Only a page that came from a file may load one, and loading is six times as fast as sending 10 MB of source.
  await fresh.goto(new URL("package.json", plotly).href);
  await fresh.evaluate(dress);
  await bringFonts(fresh, "sans");
  await fresh.addScriptTag({ url: plotly }).catch(() => {});
  const loaded = await fresh.evaluate(() => typeof (globalThis as unknown as Partial<PageScope>).Plotly === "object");
  if (!loaded) {
    await fresh.close();
    throw badFile(fileURLToPath(plotly), "it is missing or damaged; remove its folder, and it is fetched again");
  }
  return page = fresh;
}

/** Runs in the page. */
function dress(): void {
  const { document } = globalThis as unknown as PageScope;
  document.body.innerHTML = "";
  document.head.innerHTML = "<style>body { margin: 0 } body > svg { display: block }</style>";
}

const brought = new WeakMap<Page, Set<PaperFont>>();

/** Loads a kind of font into a page, all of its cuts before anything is measured. */
async function bringFonts(page: Page, font: PaperFont): Promise<void> {
  const there = brought.get(page) ?? new Set();
  if (there.has(font)) return;
  await page.evaluate(loadFonts, await fontFaces(font), fontCuts(font));
  brought.set(page, there.add(font));
}

/** Runs in the page. */
async function loadFonts(faces: string, cuts: string[]): Promise<void> {
  const { document } = globalThis as unknown as PageScope;
  document.head.insertAdjacentHTML("beforeend", `<style>${faces}</style>`);
  // A text with signs beside letters, so that no subset's file is left for later.
  for (const cut of cuts) await document.fonts.load(cut, "aεσ∂−√");
}

/** An element per line, so that a changed figure is a readable difference in git; text keeps its spaces. */
function tidy(svg: string): string {
  return svg.replace(/>(?=<(?!tspan|\/tspan|\/text|\/a>|a )[^>])(?<!<\/tspan>|<\/a>)/g, ">\n") + "\n";
}

/** The PDF with its two dates zeroed, at the same length: every offset in it stays true. */
function undated(pdf: Uint8Array): Uint8Array {
  const text = Array.from(pdf, (byte) => String.fromCharCode(byte)).join("");
  for (const { index, 0: date } of text.matchAll(/(?<=\/(?:Creation|Mod)Date \(D:)\d+/g)) {
    for (let i = 0; i < date.length; i++) pdf[index + i] = "19700101000000".charCodeAt(i);
  }
  return pdf;
}

/** FNV-1a, to a seed that is never 0. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return value % 2147483646 + 1;
}
