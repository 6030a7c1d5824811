/**
 * Markdown as HTML: TeX, highlighted code, links to other pages of the site.
 * @module
 */
import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import json from "highlight.js/lib/languages/json";
import python from "highlight.js/lib/languages/python";
import typescript from "highlight.js/lib/languages/typescript";
import katex from "katex";
import MarkdownIt from "markdown-it";
import { join } from "node:path";
import { escape } from "../explorer/chart.ts";

hljs.registerLanguage("typescript", typescript);
hljs.registerLanguage("json", json);
hljs.registerLanguage("bash", bash);
hljs.registerLanguage("python", python);

/**
 * Says where a link of a text leads in the site.
 * @param target The link as written, relative to the text's own file.
 * @returns The link relative to the page, or undefined where the site has no page of it: it is shown without a link.
 * @throws {Error} If there is nothing of that name.
 */
export type Linker = (target: string) => string | undefined;

/**
 * Renders Markdown.
 * @param text The text.
 * @param link Where its links lead.
 * @param where What it is called in errors.
 * @returns HTML.
 * @throws {Error} "Cannot render WHERE: …" if TeX cannot be read or a link leads nowhere.
 */
export function renderMarkdown(text: string, link: Linker, where: string): string {
  try {
    return wrapTables(markdown.render(text, { link }));
  } catch (error) {
    throw new Error(`Cannot render ${where}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

/**
 * Renders a line of Markdown, without a paragraph around it.
 * @param text The line.
 * @param link Where its links lead.
 * @returns HTML.
 */
export function renderInline(text: string, link: Linker = (target) => target): string {
  return markdown.renderInline(text, { link });
}

/**
 * Highlights code.
 * @param code The code.
 * @param language Its language; unknown ones are left plain.
 * @returns HTML of a block.
 */
export function renderCode(code: string, language: string = "typescript"): string {
  const known = { ts: "typescript", sh: "bash" }[language] ?? language;
  const inside = hljs.getLanguage(known) ? seenOnly(hljs.highlight(code, { language: known }).value) : escape(code);
  return `<pre tabindex="0" class="code" role="region" aria-label="Code"><code>${inside}</code></pre>\n`;
}

/** The marks in code that the site's looks colour. */
const COLOURED = new Set(Deno.readTextFileSync(join(import.meta.dirname!, "../style/content.css")).match(/hljs-\w+/g));

/** Highlighted code without the marks that look like what is around them, which are half of all: pages get lighter. */
function seenOnly(html: string): string {
  const kept: boolean[] = [];
  return html.replace(/<span class="([^"]*)">|<\/span>/g, (tag, kind?: string) => {
    if (kind !== undefined) kept.push(COLOURED.has(kind));
    return (kind === undefined ? kept.pop() : kept.at(-1)) ? tag : "";
  });
}

/**
 * Renders TeX.
 * @param tex The TeX, without dollar signs.
 * @param display Whether it stands on its own line.
 * @returns HTML with MathML for those who do not see.
 * @throws {Error} If it cannot be read.
 */
export function renderTex(tex: string, display: boolean): string {
  const html = katex.renderToString(tex, { displayMode: display, throwOnError: true, output: "htmlAndMathml" });
  return display ? `<div class="tex" tabindex="0" role="group" aria-label="Formula">${html}</div>` : html;
}

const markdown = new MarkdownIt({ html: true, linkify: false });

markdown.inline.ruler.after("escape", "tex", (state, silent) => {
  const found = /^(\$\$?)([^$]+?)\1(?!\d)/s.exec(state.src.slice(state.pos));
  if (found === null || (found[1] === "$" && /^\s|\s$/.test(found[2]))) return false;
  if (!silent) {
    const token = state.push("tex", "", 0);
    token.content = found[2];
    token.markup = found[1];
  }
  state.pos += found[0].length;
  return true;
});
markdown.renderer.rules.tex = (tokens, i) => renderTex(tokens[i].content, tokens[i].markup === "$$");
markdown.renderer.rules.fence = (tokens, i) => renderCode(tokens[i].content.trimEnd(), tokens[i].info.trim());
markdown.renderer.rules.code_block = (tokens, i) => renderCode(tokens[i].content.trimEnd(), "text");
markdown.renderer.rules.link_open = (tokens, i, _, env) => {
  const target = String(tokens[i].attrGet("href"));
  const to = /^(?:https?:|mailto:|#)/.test(target) ? target : (env!.link as Linker)(target);
  // What is in the checkout and on no page stays text, and says where it is.
  open.push(to === undefined ? "span" : "a");
  return to === undefined ? `<span class="path" title="${escape(target)}">` : `<a href="${escape(to)}">`;
};
markdown.renderer.rules.link_close = () => `</${open.pop()}>`;
markdown.renderer.rules.image = (tokens, i, _, env) => {
  const to = (env!.link as Linker)(String(tokens[i].attrGet("src")));
  return `<img src="${escape(to ?? "")}" alt="${escape(tokens[i].content)}" loading="lazy">`;
};
markdown.renderer.rules.heading_open = (tokens, i) => {
  const id = slug(tokens[i + 1].content);
  return `<${tokens[i].tag} id="${id}">`;
};
const open: string[] = [];

/**
 * The anchor of a heading.
 * @param heading The heading's text.
 * @returns Letters, digits and dashes.
 */
export function slug(heading: string): string {
  return heading.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
}

/**
 * Lets tables scroll by themselves where they are wider than the page.
 * @param html HTML.
 * @returns The same with every table in a box.
 */
export function wrapTables(html: string): string {
  return html.replace(
    /<table[^]*?<\/table>/g,
    (table) => `<div class="table" tabindex="0" role="region" aria-label="Table">${table}</div>`,
  );
}
