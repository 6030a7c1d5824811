/**
 * The gallery: every committed figure with its caption, its files and what a paper needs to hold it.
 * @module
 */
import { texCaption } from "../../figures/files/caption.ts";
import { escape } from "../explorer/chart.ts";
import { bibtexOf } from "./cite.ts";
import { renderCode } from "./markdown.ts";
import type { Page } from "./page.ts";
import type { SiteFigure, SiteSource } from "./source.ts";

/**
 * Makes the gallery.
 * @param source The site's source.
 * @returns The page.
 * @throws {Error} If a figure has no caption, or CITATION.cff lacks what BibTeX needs; names it.
 */
export function galleryPage(source: SiteSource): Page {
  const figures = [...source.figures.values()].map((figure) => showFigure(figure, source)).join("\n");
  return {
    path: "gallery.html",
    title: "Gallery",
    description: "Every figure of nearzero, with its caption, its files and the numbers behind it",
    body: `<h1>Gallery</h1>
<p>Every figure that the notebooks and the benchmarks make, as vectors (SVG, PDF), pixels (PNG) and numbers (JSON: values, seeds, versions,
commit). <code>deno task figures --check</code> makes them again and compares the numbers.</p>
<p id="cite">To cite them: the kit, and the paper that it studies, Yang et al.,
<a href="https://arxiv.org/abs/2306.11251"><cite>Lipschitz Singularities in Diffusion Models</cite></a>, ICLR 2024. What a
figure's JSON names as its commit says which code has drawn it.</p>
<details class="cell"><summary>BibTeX</summary>${renderCode(bibtexOf(source.citation), "text")}</details>
<div class="gallery">
${figures}
</div>`,
  };
}

function showFigure({ record, files }: SiteFigure, { notebooks }: SiteSource): string {
  const { name, caption, notebook, n, seeds, commit } = record;
  if (!caption) throw new Error(`Cannot show the figure ${name}: figures/${name}.json has no caption`);
  const links = Object.keys(files).map((ending) =>
    `<a href="figures/${name}.${ending}" download aria-label="${name} as ${ending.toUpperCase()}">${ending.toUpperCase()}</a>`
  );
  const made = [
    notebook && notebooks.has(notebook) ? `<a href="notebooks/${notebook}.html">${notebook}</a>` : "",
    n === null || n === undefined ? "" : `N = ${n}`,
    seeds.length === 0 ? "" : `${seeds.length === 1 ? "seed" : "seeds"} ${listed(seeds)}`,
    commit ? `commit ${commit.slice(0, 10)}` : "",
  ].filter(Boolean).join(", ");
  return `<figure id="${name}"><div class="picture"><img src="figures/${name}.svg" alt="${escape(caption)}"
loading="lazy"></div><figcaption><code>${name}</code>: ${escape(caption)}</figcaption>
<p class="files">${links.join(" ")}${made ? ` from ${made}` : ""}</p>
<details class="cell"><summary>LaTeX</summary>${renderCode(latexOf(record), "text")}</details></figure>`;
}

/**
 * What a LaTeX document needs to show a figure.
 * @param figure Its name and caption.
 * @returns LaTeX of a figure environment.
 */
export function latexOf({ name, caption }: { readonly name: string; readonly caption: string }): string {
  return String.raw`\begin{figure}
  \centering
  \includegraphics{figures/${name}.pdf}
  ${texCaption({ name, caption }).trimEnd().replaceAll("\n", "\n  ")}
\end{figure}`;
}

function listed(seeds: readonly number[]): string {
  const whole = seeds.length > 2 && seeds.every((seed, i) => seed === seeds[0] + i);
  return whole ? `${seeds[0]} to ${seeds.at(-1)}` : seeds.join(", ");
}
