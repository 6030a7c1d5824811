/**
 * The public face as pages: a page per topic, of what `deno doc` reads from the code.
 * @module
 */
import { join } from "node:path";
import { escape } from "../explorer/chart.ts";
import { type DocSymbol, type DocTag, signatureOf, typeText } from "./api_types.ts";
import { renderCode, renderMarkdown } from "./markdown.ts";
import type { Page } from "./page.ts";

/** A topic of the public face. */
export interface Topic {
  /** Its name, such as "schedules". */
  readonly name: string;
  /** What it is, as Markdown. */
  readonly text: string;
  /** What it exports. */
  readonly symbols: readonly DocSymbol[];
}

const KINDS = [
  ["function", "Functions"],
  ["class", "Classes"],
  ["variable", "Values"],
  ["interface", "Interfaces"],
  ["typeAlias", "Types"],
  ["namespace", "Packages handed on"],
] as const;

/**
 * Reads the topics that deno.json exports.
 * @param root The checkout.
 * @param only The names of the topics; all where absent.
 * @returns The topics, in the order of deno.json.
 * @throws {Error} If `deno doc` fails: the last of what it said.
 */
export async function readTopics(root: string, only?: readonly string[]): Promise<Topic[]> {
  const { exports } = JSON.parse(await Deno.readTextFile(join(root, "deno.json"))) as {
    exports: Record<string, string>;
  };
  const chosen = Object.entries(exports).filter(([key]) => key !== "." && (only?.includes(key.slice(2)) ?? true));
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", ...chosen.map(([, path]) => path)],
    cwd: root,
    env: { NO_COLOR: "1" },
  }).output();
  if (!success) {
    throw new Error(`Cannot read the public face: ${new TextDecoder().decode(stderr).trim().split("\n").at(-1)}`);
  }
  const { nodes } = JSON.parse(new TextDecoder().decode(stdout)) as {
    nodes: Record<string, { module_doc?: { doc?: string }; symbols: DocSymbol[] }>;
  };
  return chosen.map(([key, path]) => {
    const node = Object.entries(nodes).find(([url]) => url.endsWith(path.slice(1)))?.[1];
    if (node === undefined) throw new Error(`Cannot read the public face: deno doc says nothing of ${path}`);
    return { name: key.slice(2), text: node.module_doc?.doc ?? "", symbols: node.symbols };
  });
}

/**
 * Makes the pages of the public face.
 * @param topics The topics.
 * @returns An index with a search, and a page per topic.
 */
export function apiPages(topics: readonly Topic[]): Page[] {
  const places = new Map(topics.flatMap(({ name, symbols }) => symbols.map((symbol) => [symbol.name, name] as const)));
  const side = topics.map(({ name }) => [name, `api/${name}.html`] as const);
  const head = ({ name, text, symbols }: Topic) =>
    `<section class="topic"><h2><a href="${name}.html">nearzero/${name}</a></h2>${
      renderText(text, places)
    }<ul class="names">${
      symbols.map(({ name: symbol }) => `<li><a href="${name}.html#${symbol}">${symbol}</a></li>`).join("")
    }</ul></section>`;
  const count = topics.reduce((sum, { symbols }) => sum + symbols.length, 0);
  const index: Page = {
    path: "api/index.html",
    title: "API",
    description: "The public face of nearzero by topic",
    side,
    body: `<h1>API</h1>
<p>${count} names in ${topics.length} topics. <code>import { … } from "nearzero"</code> has them all,
<code>"nearzero/schedules"</code> and its like one topic alone.</p>
<p><label for="filter">Find a name</label> <input type="search" id="filter" autocomplete="off"></p>
<p id="found" role="status"></p>
${topics.map(head).join("\n")}`,
  };
  return [index, ...topics.map((topic) => topicPage(topic, places, side))];
}

function topicPage({ name, text, symbols }: Topic, places: ReadonlyMap<string, string>, side: Page["side"]): Page {
  const categories = [...new Set(symbols.map(categoryOf))].toSorted();
  // Where names have categories these are the parts, else what the names are.
  const groups = categories.some(Boolean)
    ? categories.map((category) => [category || "Others", symbols.filter((s) => categoryOf(s) === category)] as const)
    : KINDS.map(([kind, title]) => [title, symbols.filter((s) => s.declarations[0].kind === kind)] as const);
  const parts = groups.flatMap(([title, inside]) =>
    inside.length === 0
      ? []
      : [`<h2>${escape(title)}</h2>`, ...byKind(inside).map((symbol) => symbolPart(symbol, places))]
  );
  return {
    path: `api/${name}.html`,
    title: `nearzero/${name}`,
    description: text.split(/[.\n]/)[0],
    side,
    body: `<h1>nearzero/${name}</h1>\n${renderText(text, places)}\n${parts.join("\n")}`,
  };
}

function categoryOf({ declarations }: DocSymbol): string {
  return declarations[0].jsDoc?.tags?.find(({ kind }) => kind === "category")?.doc?.trim() ?? "";
}

/** What is called first, then what it is called with. */
function byKind(symbols: readonly DocSymbol[]): DocSymbol[] {
  return KINDS.flatMap(([kind]) => symbols.filter(({ declarations }) => declarations[0].kind === kind));
}

function symbolPart({ name, declarations }: DocSymbol, places: ReadonlyMap<string, string>): string {
  const [first] = declarations, { doc = "", tags = [] } = first.jsDoc ?? {};
  const of = (kind: string) => tags.filter((tag) => tag.kind === kind);
  const rows = [
    ...of("param").map((tag) => row(`<code>${escape(tag.name ?? "")}</code>`, tag, places)),
    ...of("return").map((tag) => row("returns", tag, places)),
    ...of("throws").map((tag) => row(`throws <code>${escape(typeText(tag.tsType))}</code>`, tag, places)),
  ];
  const examples = of("example").map(({ doc = "" }) => {
    const found = /```(\w*)[^\n]*\n([^]*?)```/.exec(doc), title = doc.slice(0, found?.index ?? 0).trim();
    return `<p class="example">Example${title ? `: ${escape(title)}` : ""}, run by the tests</p>${
      renderCode((found?.[2] ?? doc).trimEnd(), "typescript")
    }`;
  });
  const members = first.kind === "interface" || first.kind === "class" ? membersOf(first.def, places) : "";
  return `<section class="symbol" id="${name}"><h3><a href="#${name}">${name}</a></h3>
${declarations.map((declaration) => renderCode(signatureOf(name, declaration))).join("")}
${renderText(doc, places)}${rows.length > 0 ? `<dl>${rows.join("")}</dl>` : ""}${
    examples.join("")
  }${members}</section>`;
}

function membersOf(def: DocSymbol["declarations"][0]["def"], places: ReadonlyMap<string, string>): string {
  const properties = (def.properties ?? []).map(({ name, jsDoc, tsType, optional }) =>
    row(
      `<code>${escape(`${name}${optional ? "?" : ""}: ${typeText(tsType)}`)}</code>`,
      { kind: "", doc: jsDoc?.doc },
      places,
    )
  );
  const methods = (def.methods ?? []).map(({ name, jsDoc, functionDef, ...own }) =>
    row(
      `<code>${escape(signatureOf(name, { kind: "method", def: functionDef ?? own }))}</code>`,
      { kind: "", doc: jsDoc?.doc },
      places,
    )
  );
  return properties.length + methods.length === 0 ? "" : `<dl>${[...properties, ...methods].join("")}</dl>`;
}

function row(term: string, { doc = "" }: DocTag, places: ReadonlyMap<string, string>): string {
  return `<dt>${term}</dt><dd>${renderText(doc, places)}</dd>`;
}

/** Markdown of a comment, with its {@link …} as links. */
function renderText(text: string, places: ReadonlyMap<string, string>): string {
  const linked = text.replace(
    /\{@link(?:code|plain)?\s+([^}|]+?)(?:\s*\|\s*([^}]*))?\}/g,
    (_, name: string, label?: string) => {
      const place = places.get(name.split(/[.#]/)[0]);
      return place === undefined
        ? `\`${label ?? name}\``
        : `[\`${label ?? name}\`](${place}.html#${name.split(/[.#]/)[0]})`;
    },
  );
  return renderMarkdown(linked.replace(/\$/g, "\\$"), (target) => target, "the documentation");
}
