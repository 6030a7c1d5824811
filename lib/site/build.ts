/**
 * The site as a whole: all pages and assets, checked, in a folder.
 * @module
 */
import { dirname, join } from "node:path";
import { formatNotebook } from "../jupyter/notebook_file.ts";
import { bundleScripts, readAssets } from "./bundle.ts";
import { brokenLinks } from "./links.ts";
import {
  apiPages,
  explorerPage,
  galleryPage,
  guidePages,
  homePage,
  notebookIndex,
  notebookPage,
  type Page,
  readSource,
  readTopics,
  type SiteFile,
  writePage,
} from "./pages/mod.ts";

/** What is built. */
export interface SiteOptions {
  /** The checkout. */
  readonly root: string;
  /** Topics of the public face; all where absent. */
  readonly topics?: readonly string[];
}

/**
 * Makes the site's files.
 * @param options What is built.
 * @returns The files.
 * @throws {Error} If a notebook lacks outputs, a figure its JSON, or a link leads to nothing; names them.
 */
export async function makeSite({ root, topics }: SiteOptions): Promise<SiteFile[]> {
  const source = await readSource(root), files: SiteFile[] = [{ path: ".nojekyll", content: "" }];
  const pages: Page[] = [
    homePage(source),
    explorerPage(),
    galleryPage(source),
    notebookIndex(source),
    ...guidePages(source),
  ];
  for (const [name, notebook] of source.notebooks) {
    const made = notebookPage(source, name);
    pages.push(made.page);
    files.push(...made.files, { path: `notebooks/${name}.ipynb`, content: formatNotebook(notebook) });
  }
  for (const [name, { files: pictures }] of source.figures) {
    for (const [ending, path] of Object.entries(pictures)) {
      files.push({ path: `figures/${name}.${ending}`, content: await Deno.readFile(path) });
    }
  }
  // What takes seconds comes when all that people write is known to be whole.
  const [scripts, assets, face] = await Promise.all([bundleScripts(), readAssets(), readTopics(root, topics)]);
  pages.push(...apiPages(face));
  files.push(...pages.map(writePage), ...scripts, ...assets);
  const broken = brokenLinks(files);
  if (broken.length > 0) throw new Error(`Cannot build the site: ${broken.join("; ")}`);
  return files;
}

/**
 * Writes the site into a folder, whole or not at all: what was there before is replaced when everything is written.
 * @param files The site's files.
 * @param folder The folder.
 */
export async function writeSite(files: readonly SiteFile[], folder: string): Promise<void> {
  const fresh = `${folder}.partial`;
  await Deno.remove(fresh, { recursive: true }).catch(() => {});
  for (const { path, content } of files) {
    const to = join(fresh, path);
    await Deno.mkdir(dirname(to), { recursive: true });
    if (typeof content === "string") await Deno.writeTextFile(to, content);
    else await Deno.writeFile(to, content);
  }
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await Deno.rename(fresh, folder);
}
