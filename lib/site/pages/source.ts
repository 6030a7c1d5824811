/**
 * What the site is made of: the checkout's notebooks, figures and guides, and where links between them lead.
 * @module
 */
import { join, posix } from "node:path";
import { type Notebook, readNotebook } from "../../jupyter/notebook_file.ts";
import { type FigureRecord, TRIED } from "../../figures/files/record.ts";
import { readRecord } from "../../figures/files/compare.ts";
import type { Linker } from "./markdown.ts";

/** A figure with its files. */
export interface SiteFigure {
  /** The numbers behind it and its caption. */
  readonly record: FigureRecord;
  /** Its files by ending: svg, pdf, png, json, and tex where there is one. */
  readonly files: Readonly<Record<string, string>>;
}

/** What the site is made of. */
export interface SiteSource {
  /** The checkout. */
  readonly root: string;
  /** The notebooks in reading order, by name. */
  readonly notebooks: ReadonlyMap<string, Notebook>;
  /** The figures, by name. */
  readonly figures: ReadonlyMap<string, SiteFigure>;
  /** The texts that become pages: path in the checkout to path in the site. */
  readonly pages: ReadonlyMap<string, string>;
  /** The guides' texts by file name, the README first. */
  readonly guides: ReadonlyMap<string, string>;
  /** CITATION.cff. */
  readonly citation: string;
}

/**
 * Reads the checkout.
 * @param root The checkout.
 * @returns What the site is made of.
 * @throws {Error} If a notebook cannot be read, or a figure has no JSON file, or not all of its pictures; names it.
 */
export async function readSource(root: string): Promise<SiteSource> {
  const notebooks = new Map<string, Notebook>(), figures = new Map<string, SiteFigure>();
  const pages = new Map<string, string>([["README.md", "index.html"]]), guides = new Map<string, string>();
  for (const name of await namesIn(join(root, "notebooks"), ".ipynb")) {
    notebooks.set(name, await readNotebook(join(root, "notebooks", `${name}.ipynb`)));
    pages.set(`notebooks/${name}.ipynb`, `notebooks/${name}.html`);
  }
  for (const name of await namesIn(join(root, "docs"), ".md")) {
    guides.set(name, await Deno.readTextFile(join(root, "docs", `${name}.md`)));
    pages.set(`docs/${name}.md`, `guides/${name}.html`);
  }
  for (const name of await namesIn(join(root, "figures"), ".svg")) {
    if (name.endsWith(TRIED)) continue;
    const path = join(root, "figures", name), files: Record<string, string> = {};
    for (const ending of ["svg", "pdf", "png", "json", "tex"]) {
      const there = await Deno.stat(`${path}.${ending}`).then(() => true, () => false);
      if (there) files[ending] = `${path}.${ending}`;
      else if (ending !== "tex") {
        throw new Error(`Cannot show the figure ${name}: figures/${name}.${ending} is missing`);
      }
    }
    figures.set(name, { record: await readRecord(files.json), files });
  }
  return { root, notebooks, figures, pages, guides, citation: await Deno.readTextFile(join(root, "CITATION.cff")) };
}

/**
 * Where the links of a text lead.
 * @param source The site's source.
 * @param from The text's path in the checkout, such as "docs/theory.md".
 * @param page Its page's path in the site.
 * @returns The linker; it throws an error that names a link to nothing.
 */
export function linkerOf(source: SiteSource, from: string, page: string): Linker {
  return (target) => {
    const [path, anchor] = target.split("#");
    if (target.startsWith("site:")) return toPage(page, target.slice("site:".length));
    const inside = posix.normalize(posix.join(posix.dirname(from), decodeURI(path)));
    const to = source.pages.get(inside) ?? (/^figures\/[^/]+\.\w+$/.test(inside) ? inside : undefined);
    if (to === undefined || to.startsWith("figures/")) {
      try {
        Deno.statSync(join(source.root, inside));
      } catch {
        throw new Error(`${from} links to ${target}, and there is no ${inside}`);
      }
    }
    return to && toPage(page, to) + (anchor ? `#${anchor}` : "");
  };
}

/**
 * The way from one page to another.
 * @param from A path in the site.
 * @param to Another.
 * @returns The relative address.
 */
export function toPage(from: string, to: string): string {
  return posix.relative(posix.dirname(from), to) || posix.basename(to);
}

async function namesIn(folder: string, ending: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith(ending) && !name.startsWith(".")) names.push(name.slice(0, -ending.length));
  }
  return names.sort();
}
