/**
 * The frame of every page: head, navigation, what it holds. All addresses in it are relative, so that the site stands anywhere.
 * @module
 */
import { escape } from "../explorer/chart.ts";

/** A page. */
export interface Page {
  /** Its file, relative to the site's folder, such as "notebooks/00_start_here.html". */
  readonly path: string;
  /** Its title. */
  readonly title: string;
  /** Its description, for search engines and links. */
  readonly description: string;
  /** What it holds, as HTML; addresses relative to the page. */
  readonly body: string;
  /** Pages of the same kind, for the side: titles and paths relative to the site. */
  readonly side?: readonly (readonly [title: string, path: string])[];
  /** Scripts beside the one of every page, relative to the site. */
  readonly scripts?: readonly string[];
}

/** A file of the site. */
export interface SiteFile {
  /** Its path, relative to the site's folder. */
  readonly path: string;
  /** Its content. */
  readonly content: string | Uint8Array;
}

const NAVIGATION = [
  ["Explorer", "explorer.html"],
  ["Notebooks", "notebooks/index.html"],
  ["Gallery", "gallery.html"],
  ["Guides", "guides/index.html"],
  ["API", "api/index.html"],
] as const;

/** Where a page's modules have not started, the places that wait for them say why. */
const FALLBACK = `addEventListener("load",()=>{for(const e of document.querySelectorAll("[data-starting]")){` +
  `e.className="sorry";e.textContent="Cannot compute here: "+(location.protocol==="file:"` +
  `?"browsers run no modules in pages opened as files; deno task site --serve serves them"` +
  `:"this page's scripts could not be loaded")}})`;

/**
 * Writes a page.
 * @param page The page.
 * @returns Its file.
 */
export function writePage({ path, title, description, body, side = [], scripts = [] }: Page): SiteFile {
  const root = "../".repeat(path.split("/").length - 1), section = path.split("/")[0];
  const here = (target: string) => target === path || (target.includes("/") && target.split("/")[0] === section);
  const link = ([name, target]: readonly [string, string], current: boolean) =>
    `<li><a href="${root}${target}"${current ? ' aria-current="page"' : ""}>${escape(name)}</a></li>`;
  const tex = body.includes('class="katex') ? `<link rel="stylesheet" href="${root}assets/katex/katex.min.css">\n` : "";
  const content = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}${path === "index.html" ? "" : " · nearzero"}</title>
<meta name="description" content="${escape(description)}">
<link rel="icon" href="${root}assets/icon.svg" type="image/svg+xml">
<script>try{document.documentElement.dataset.theme=localStorage.getItem("nearzero-theme")||""}catch{}</script>
${tex}<link rel="stylesheet" href="${root}assets/style.css">
<script defer src="${root}assets/site.js"></script>
${scripts.map((script) => `<script type="module" src="${root}${script}"></script>\n`).join("")}${
    scripts.length > 0 ? `<script>${FALLBACK}</script>\n` : ""
  }</head>
<body data-root="${root}">
<a class="skip" href="#main">Skip to the content</a>
<header class="top">
<a class="home" href="${root}index.html">nearzero</a>
<nav aria-label="Site"><ul>${NAVIGATION.map((entry) => link(entry, here(entry[1]))).join("")}</ul></nav>
<button type="button" id="theme" hidden>Dark</button>
</header>
<div class="${side.length > 0 ? "with-side" : "alone"}">
${
    side.length > 0
      ? `<nav class="side" aria-label="Section"><ul>${
        side.map((entry) => link(entry, entry[1] === path)).join("")
      }</ul></nav>`
      : ""
  }
<main id="main" tabindex="-1">
${body}
</main>
</div>
<footer>nearzero: diffusion models near <i>t</i> = 0, exactly and learned. MIT licence.</footer>
</body>
</html>
`;
  return { path, content };
}
