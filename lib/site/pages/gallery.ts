/**
 * The gallery: every committed figure with its caption, its files and what a paper needs to hold it.
 * @module
 */
import { escape } from "../explorer/chart.ts";
import { renderCode } from "./markdown.ts";
import type { Page } from "./page.ts";
import type { SiteFigure, SiteSource } from "./source.ts";

/**
 * Makes the gallery.
 * @param source The site's source.
 * @returns The page.
 * @throws {Error} If a figure has no caption; names it.
 */
export function galleryPage(source: SiteSource): Page {
  const figures = [...source.figures.values()].map((figure) => showFigure(figure, source)).join("\n");
  return {
    path: "gallery.html",
    title: "Gallery",
    description: "Every figure of nearzero, with its caption, its files and the numbers behind it",
    body: `<h1>Gallery</h1>
<p>Every figure that the notebooks make, as vectors (SVG, PDF), pixels (PNG) and numbers (JSON: values, seeds, versions,
commit). <code>deno task figures --check</code> makes them again and compares the numbers. ${howToCite}</p>
<div class="gallery">
${figures}
</div>`,
  };
}

const howToCite = `To cite them: the paper is Yang et al., <a href="https://arxiv.org/abs/2306.11251"><cite>Lipschitz
Singularities in Diffusion Models</cite></a>, ICLR 2024; the kit is named by its <code>CITATION.cff</code>.`;

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
  \caption{${escapeTex(caption)}}
  \label{fig:${name}}
\end{figure}`;
}

/** What stands in captions and is not typed as such in LaTeX. */
const SYMBOLS: Readonly<Record<string, string>> = {
  "‖": "\\|",
  "∂": "\\partial",
  "ε": "\\varepsilon",
  "ε̄": "\\bar\\varepsilon",
  "σ": "\\sigma",
  "α": "\\alpha",
  "λ": "\\lambda",
  "Δ": "\\Delta",
  "→": "\\to",
  "−": "-",
  "×": "\\times",
  "√": "\\surd",
  "±": "\\pm",
  "≤": "\\le",
  "≥": "\\ge",
  "≈": "\\approx",
  "t̃": "\\tilde t",
  "′": "'",
  "²": "^2",
  "ₜ": "_t",
  "₀": "_0",
};

/**
 * Text as LaTeX holds it.
 * @param text Plain text with the symbols of captions.
 * @returns LaTeX.
 */
export function escapeTex(text: string): string {
  const escaped = text.replace(/[\\{}$&#%_~^]/g, (c) => c === "\\" ? "\\textbackslash{}" : `\\${c}`);
  const keys = Object.keys(SYMBOLS).sort((a, b) => b.length - a.length);
  return escaped.replace(new RegExp(keys.join("|"), "g"), (symbol) => `$${SYMBOLS[symbol]}$`).replaceAll("$$", "");
}

function listed(seeds: readonly number[]): string {
  const whole = seeds.length > 2 && seeds.every((seed, i) => seed === seeds[0] + i);
  return whole ? `${seeds[0]} to ${seeds.at(-1)}` : seeds.join(", ");
}
