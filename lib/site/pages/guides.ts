/**
 * The guides as pages, and the pages that list others.
 * @module
 */
import { escape } from "../explorer/chart.ts";
import { renderInline, renderMarkdown } from "./markdown.ts";
import { titleOf } from "./notebook_page.ts";
import type { Page } from "./page.ts";
import { linkerOf, type SiteSource } from "./source.ts";

/** The guides in the order of reading; what is not named here comes after, by name. */
const ORDER = ["theory", "choosing", "seeds", "learned", "your_own", "at_scale", "glossary"];

/**
 * Makes the guides' pages.
 * @param source The site's source.
 * @returns An index and a page per text of docs/.
 * @throws {Error} If a text cannot be rendered or links to nothing; names it.
 */
export function guidePages(source: SiteSource): Page[] {
  const place = (name: string) => ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length;
  const guides = [...source.guides].sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1));
  const side = guides.map(([name, text]) => [headingOf(text, name), `guides/${name}.html`] as const);
  const pages = guides.map(([name, text]): Page => {
    const path = `guides/${name}.html`, title = headingOf(text, name);
    const body = renderMarkdown(text, linkerOf(source, `docs/${name}.md`, path), `docs/${name}.md`);
    return { path, title, description: `${title}: a guide of nearzero`, side, body };
  });
  const items = guides.map(([name, text]) =>
    `<li><a href="${name}.html">${escape(headingOf(text, name))}</a><br>${firstSentence(text)}</li>`
  );
  const index = {
    path: "guides/index.html",
    title: "Guides",
    description: "How to choose, and what has been measured",
    side,
    body:
      `<h1>Guides</h1>\n<p>What the kit has measured, where to read it, and no more than that.</p><ul class="cards">${
        items.join("")
      }</ul>`,
  };
  return [index, ...pages];
}

/**
 * Makes the list of the notebooks.
 * @param source The site's source.
 * @returns The page.
 */
export function notebookIndex({ notebooks }: SiteSource): Page {
  const items = [...notebooks].map(([name, book]) => {
    const text = book.cells.find(({ cell_type }) => cell_type === "markdown")?.source ?? "";
    return `<li><a href="${name}.html">${name.slice(0, 2)} ${escape(titleOf(book, name))}</a><br>${
      firstSentence(text)
    }</li>`;
  });
  return {
    path: "notebooks/index.html",
    title: "Notebooks",
    description: "The notebooks of nearzero, executed, in reading order",
    body: `<h1>Notebooks</h1>
<p>Executed as they are committed: prose, folded code, figures that can be explored, tables, and the notebook itself to
download.</p><ol class="cards" start="0">${items.join("")}</ol>`,
  };
}

function headingOf(text: string, name: string): string {
  return /^# (.+)$/m.exec(text)?.[1].replace(/[_*`$]/g, "") ?? name;
}

/** The first sentence below the heading, as HTML, its links as text. */
function firstSentence(text: string): string {
  const paragraph = text.split(/\n\s*\n/).find((part) => !/^[#|`>-]/.test(part.trim())) ?? "";
  const plain = paragraph.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/\s+/g, " ").trim();
  return renderInline(/^.{20,}?[.?!](?=[_*]*(?:\s|$))/.exec(plain)?.[0] ?? plain);
}
