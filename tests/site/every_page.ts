/// <reference lib="dom" />
/**
 * One look at every page of the site: each is opened once, and all that must hold of every page is read there. To open
 * a page costs more than to look at it.
 * @module
 */
// As short as it comes: its source is handed to every page and read there.
// @ts-types="axe-core/axe.d.ts"
import axe from "axe-core/axe.min.js";
import { inState, type Page } from "./page.ts";
import type { Visit } from "./with_site.ts";

/** What a page of the site was like. */
export interface Looked {
  /** The page, from the site's first. */
  readonly path: string;
  /** Where its links lead within the site, from its first page and without what is behind "#". */
  readonly inside: readonly string[];
  /** Its other links, without what is behind "#". */
  readonly outside: readonly string[];
  /** How wide it is where the screen has 390 px, with all that is folded opened. */
  readonly width: number;
  /** How many cells of tables begin with a number. */
  readonly cells: number;
  /** The numbers in those cells that are broken across lines at 390 px. */
  readonly broken: readonly string[];
  /** What axe has against it in the light. */
  readonly light: readonly string[];
  /** What axe has against its colours in the dark; undefined where that was not asked. */
  readonly dark?: readonly string[];
  /** What went wrong on it until the end of the look. */
  readonly wrong: readonly string[];
}

const LEVEL = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } as const;
// The dark differs from the light by colours alone: the other rules would find again what they have found.
const COLOURS = { type: "rule", values: ["color-contrast", "link-in-text-block"] } as const;

const NARROW = { width: 390, height: 800 };
const WIDE = { width: 800, height: 600 };

/**
 * Looks at pages, each opened once.
 * @param visit Where they stand; its page is left at the last of them.
 * @param paths The pages, from the site's first.
 * @param inDark Which are looked at in the dark as well.
 * @returns What each was like, in the same order.
 */
export async function lookAt(
  { page, url, wrong }: Visit,
  paths: readonly string[],
  inDark: (path: string) => boolean,
): Promise<Looked[]> {
  const looked: Looked[] = [];
  for (const path of paths) {
    const before = wrong.length;
    await leave(page);
    await inScheme(page, "light");
    // Opened where it is narrowest, as a telephone would, and widened later.
    await page.setViewport(NARROW);
    await page.goto(url + path, { waitUntil: "load" });
    if (path === "explorer.html") await inState(page, "draft");
    // What is folded is looked at, too.
    const { hrefs, width } = await page.evaluate(() => {
      document.querySelectorAll("details").forEach((each) => each.open = true);
      return {
        hrefs: [...document.querySelectorAll<HTMLAnchorElement>("a[href]")].map((each) => each.href),
        width: document.documentElement.scrollWidth,
      };
    });
    const numbers = await numbersOf(page);
    await page.setViewport(WIDE);
    await page.evaluate(axe.source);
    const light = await violations(page, LEVEL);
    let dark: string[] | undefined;
    if (inDark(path)) {
      await inScheme(page, "dark");
      dark = await violations(page, COLOURS);
    }
    const links = hrefs.map((href) => href.split("#")[0]);
    const inside = links.filter((link) => link.startsWith(url)).map((link) => link.slice(url.length));
    const outside = links.filter((link) => !link.startsWith(url));
    looked.push({ path, inside, outside, width, ...numbers, light, dark, wrong: wrong.slice(before) });
  }
  return looked;
}

/** Hides the page before the next is opened: what nobody looks at any more is not laid out for its screen and scheme. */
async function leave(page: Page): Promise<void> {
  await page.evaluate(() => void (document.documentElement.style.display = "none"));
}

function inScheme(page: Page, scheme: "light" | "dark"): Promise<void> {
  return page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
}

/** axe as the page has it. */
interface Scope {
  readonly axe: {
    configure(spec: object): void;
    run(options: object): Promise<{ violations: { id: string; nodes: { element: Element }[] }[] }>;
  };
}

function violations(page: Page, runOnly: typeof LEVEL | typeof COLOURS): Promise<string[]> {
  return page.evaluate(async (runOnly) => {
    // What is preloaded serves a rule on the turning of telephones, which is none of these.
    const options = { runOnly, resultTypes: ["violations"], preload: false, elementRef: true, selectors: false };
    const { axe } = globalThis as unknown as Scope;
    // Else it writes down the source of all that it looks at, and not only of what it finds.
    axe.configure({ noHtml: true });
    const { violations } = await axe.run(options);
    const source = ({ element }: { element: Element }) => element.outerHTML.slice(0, 300);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(source).join(" | ")}`);
  }, runOnly);
}

function numbersOf(page: Page): Promise<{ cells: number; broken: string[] }> {
  return page.evaluate(() => {
    const broken: string[] = [];
    const cells = [...document.querySelectorAll("table td")].filter((cell) => /^[\d−-]/.test(cell.textContent!.trim()));
    for (const { firstChild } of cells.flatMap((cell) => [cell, ...cell.querySelectorAll("*")])) {
      if (!(firstChild instanceof Text)) continue;
      for (const word of firstChild.data.matchAll(/[\d−.,e×⁰¹²³⁴⁵⁶⁷⁸⁹⁻-]*\d[\d−.,e×⁰¹²³⁴⁵⁶⁷⁸⁹⁻-]*/g)) {
        const range = document.createRange();
        range.setStart(firstChild, word.index);
        range.setEnd(firstChild, word.index + word[0].length);
        const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
        if (lines.size > 1) broken.push(word[0]);
      }
    }
    return { cells: cells.length, broken };
  });
}
