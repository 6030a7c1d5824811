/**
 * A notebook as a page: prose with TeX, folded code, figures with their captions, live when asked, and tables.
 * @module
 */
import { type Cell, hasTag, type Notebook, type Output } from "../../jupyter/notebook_file.ts";
import { escape } from "../explorer/chart.ts";
import { renderCode, renderMarkdown, renderTex, wrapTables } from "./markdown.ts";
import type { Page, SiteFile } from "./page.ts";
import { linkerOf, type SiteSource } from "./source.ts";

/** A notebook's page and the drawings that it loads when asked. */
export interface NotebookPage {
  /** The page. */
  readonly page: Page;
  /** The figures as Plotly takes them. */
  readonly files: readonly SiteFile[];
}

/**
 * Makes a notebook's page.
 * @param source The site's source.
 * @param name The notebook's name.
 * @returns The page and its files.
 * @throws {Error} If a cell that shows has no output, failed, or its text cannot be rendered; names the notebook and cell.
 */
export function notebookPage(source: SiteSource, name: string): NotebookPage {
  const notebook = source.notebooks.get(name)!, path = `notebooks/${name}.html`, files: SiteFile[] = [];
  const link = linkerOf(source, `notebooks/${name}.ipynb`, path);
  const parts = notebook.cells.map((cell, i) => {
    const where = `notebook ${name}, cell ${i + 1}`;
    if (cell.cell_type === "markdown") return renderMarkdown(cell.source, link, where);
    if (cell.cell_type !== "code" || cell.source.trim() === "") return "";
    return codeOf(cell) + outputsOf(cell, where).map((output) => showOutput(output, { name, where, files })).join("");
  });
  const title = titleOf(notebook, name);
  const side = [...source.notebooks].map(([each, book]) =>
    [`${each.slice(0, 2)} ${titleOf(book, each)}`, `notebooks/${each}.html`] as const
  );
  const download = `<p class="download"><a href="${name}.ipynb" download>Download this notebook (ipynb)</a> ` +
    `<button type="button" class="unfold" hidden>Show all code</button></p>`;
  const body = parts.join("\n").replace("</h1>", `</h1>\n${download}`);
  return {
    page: { path, title, description: `The notebook ${name} of nearzero: ${title}`, body, side },
    files,
  };
}

/**
 * A notebook's title.
 * @param notebook The notebook.
 * @param name What it is called where it has no heading.
 * @returns Its first heading.
 */
export function titleOf(notebook: Notebook, name: string): string {
  const first = notebook.cells.find(({ cell_type }) => cell_type === "markdown")?.source ?? "";
  return /^# (.+)$/m.exec(first)?.[1].replace(/[_*`$]/g, "") ?? name;
}

function codeOf({ source }: Cell): string {
  const lines = source.split("\n").length;
  return `<details class="cell"><summary>Code, ${lines} line${lines === 1 ? "" : "s"}</summary>${
    renderCode(source)
  }</details>\n`;
}

function outputsOf(cell: Cell, where: string): readonly Output[] {
  const outputs = cell.outputs ?? [], failed = outputs.find(({ output_type }) => output_type === "error");
  if (failed !== undefined) throw new Error(`Cannot show ${where}: it ended with ${failed.ename}: ${failed.evalue}`);
  const shows = hasTag(cell, "figure") || /^\s*await show(?:Table|Tex)?\(/m.test(cell.source);
  if (shows && outputs.length === 0) {
    throw new Error(`Cannot show ${where}: it has no output, run \`deno task figures --save\``);
  }
  return outputs.filter((output, i) => i === 0 || !repeatsCaption(output, outputs[i - 1]));
}

/** A notebook's front ends show no caption beside a picture, so that it follows as an output of its own. */
function repeatsCaption({ data = {} }: Output, { data: before = {} }: Output): boolean {
  return before["image/svg+xml"] !== undefined && data["image/svg+xml"] === undefined &&
    String(data["text/plain"]) === String(before["text/plain"]);
}

interface Place {
  readonly name: string;
  readonly where: string;
  readonly files: SiteFile[];
}

function showOutput(output: Output, { name, where, files }: Place): string {
  const data = output.data ?? {},
    text = (mime: string) => {
      const content = data[mime];
      return content === undefined ? undefined : Array.isArray(content) ? content.join("") : String(content);
    };
  if (output.output_type === "stream") {
    const said = Array.isArray(output.text) ? output.text.join("") : output.text ?? "";
    return `<pre class="said" tabindex="0" role="region" aria-label="Printed">${escape(said)}</pre>\n`;
  }
  const svg = text("image/svg+xml"), plotly = data["application/vnd.plotly.v1+json"];
  if (svg !== undefined) {
    const caption = text("text/plain") ?? "", file = `${name}/figure_${files.length + 1}`;
    files.push({ path: `notebooks/${file}.svg`, content: svg });
    if (plotly !== undefined) files.push({ path: `notebooks/${file}.json`, content: JSON.stringify(plotly) });
    const size = /<svg[^>]*?\bheight="([\d.]+)"[^>]*?\bwidth="([\d.]+)"/.exec(svg) ?? ["", "", ""];
    const live = plotly === undefined ? "" : `<button type="button" class="live" data-figure="${file}.json" hidden>` +
      "Explore: hover and zoom</button>";
    return `<figure><div class="picture"><img src="${file}.svg" alt="${escape(caption)}"${
      size[1] ? ` width="${size[2]}" height="${size[1]}"` : ""
    } loading="lazy"></div><figcaption>${escape(caption)}</figcaption>${live}</figure>\n`;
  }
  const table = text("text/html");
  if (table !== undefined && /^\s*<table/.test(table)) {
    return wrapTables(table.replace(/ style="[^"]*"/g, (style) => style.includes("right") ? ' class="number"' : ""));
  }
  const tex = text("text/latex");
  if (tex !== undefined) return renderTex(tex.replace(/^\$+|\$+$/g, ""), true);
  const plain = text("text/plain");
  if (plain === undefined) throw new Error(`Cannot show ${where}: an output has no picture, table, formula or text`);
  return /━/.test(plain)
    ? ""
    : `<pre class="said" tabindex="0" role="region" aria-label="Shown">${escape(plain)}</pre>\n`;
}
