/**
 * The public face as pages: a page per topic, of what `deno doc` reads from the code.
 * @module
 */
import { join } from "node:path";
import { escape } from "../explorer/chart.ts";
import { type DocSymbol, type DocTag, signatureOf, typeText } from "./api_types.ts";
import { renderCode, renderMarkdown, slug } from "./markdown.ts";
import type { Page } from "./page.ts";

/** A topic of the public face. */
export interface Topic {
  /** Its name, such as "schedules". */
  readonly name: string;
  /** What it is, as Markdown. */
  readonly text: string;
  /** What it exports. */
  readonly symbols: readonly DocSymbol[];
  /** Whether "nearzero" alone has it, too. */
  readonly inFace: boolean;
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
  const face = await Deno.readTextFile(join(root, exports["."]));
  return chosen.map(([key, path]) => {
    const node = Object.entries(nodes).find(([url]) => url.endsWith(path.slice(1)))?.[1];
    if (node === undefined) throw new Error(`Cannot read the public face: deno doc says nothing of ${path}`);
    const inFace = face.includes(`"${path.replace("./lib/", "./")}"`);
    return { name: key.slice(2), text: node.module_doc?.doc ?? "", symbols: node.symbols, inFace };
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
  const head = ({ name, text, symbols }: Topic) => {
    const groups = groupsOf(symbols);
    const lists = groups.map(([title, inside]) =>
      (groups.length > 1 ? `<h3><a href="${name}.html#${anchorOf(title)}">${escape(title)}</a></h3>` : "") +
      `<ul class="names">${
        inside.map(({ name: symbol }) => `<li><a href="${name}.html#${symbol}">${symbol}</a></li>`).join("")
      }</ul>`
    );
    return `<section class="topic"><h2><a href="${name}.html">nearzero/${name}</a></h2>${renderText(text, places)}${
      lists.map((list) => `<section class="category">${list}</section>`).join("")
    }</section>`;
  };
  const count = topics.reduce((sum, { symbols }) => sum + symbols.length, 0);
  const apart = topics.filter(({ inFace }) => !inFace).map(({ name }) => `<code>"nearzero/${name}"</code>`);
  const index: Page = {
    path: "api/index.html",
    title: "API",
    description: "The public face of nearzero by topic and category",
    side,
    body: `<h1>API</h1>
<p>${count} names in ${topics.length} topics. <code>"nearzero/schedules"</code> and its like are one topic alone;
<code>import { … } from "nearzero"</code> has them all${apart.length > 0 ? ` but for ${apart.join(" and ")}` : ""}.</p>
<p><label for="filter">Find a name</label> <input type="search" id="filter" autocomplete="off"></p>
<p id="found" role="status"></p>
${topics.map(head).join("\n")}`,
  };
  return [index, ...topics.map((topic) => topicPage(topic, places, side))];
}

function topicPage({ name, text, symbols }: Topic, places: ReadonlyMap<string, string>, side: Page["side"]): Page {
  const groups = groupsOf(symbols);
  const parts = groups.flatMap(([title, inside]) => [
    `<h2 id="${anchorOf(title)}">${escape(title)}</h2>`,
    ...inside.map((symbol) => symbolPart(symbol, places)),
  ]);
  const contents = groups.length < 2
    ? ""
    : `<ul class="contents">${
      groups.map(([title]) => `<li><a href="#${anchorOf(title)}">${escape(title)}</a></li>`).join("")
    }</ul>`;
  return {
    path: `api/${name}.html`,
    title: `nearzero/${name}`,
    description: text.split(/[.\n]/)[0],
    side,
    body: `<h1>nearzero/${name}</h1>\n${renderText(text, places)}\n${contents}\n${parts.join("\n")}`,
  };
}

/** The names by category, where they have any, else by what they are; in each what is called comes first. */
function groupsOf(symbols: readonly DocSymbol[]): (readonly [title: string, symbols: readonly DocSymbol[]])[] {
  const categories = [...new Set(symbols.map(categoryOf))].toSorted();
  const groups = categories.some(Boolean)
    ? categories.map((category) => [category || "Others", symbols.filter((s) => categoryOf(s) === category)] as const)
    : KINDS.map(([kind, title]) => [title, symbols.filter((s) => s.declarations[0].kind === kind)] as const);
  return groups.filter(([, inside]) => inside.length > 0).map(([title, inside]) => [title, byKind(inside)] as const);
}

/** The anchor of a category: no name begins so. */
function anchorOf(title: string): string {
  return `-${slug(title)}`;
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
    const found = /```([^\n]*)\n([^]*?)```/.exec(doc), title = doc.slice(0, found?.index ?? 0).trim();
    // The tests run blocks of code that are not told to be ignored.
    const run = found !== null && !found[1].includes("ignore") ? ", run by the tests" : "";
    return `<p class="example">Example${title ? `: ${escape(title)}` : ""}${run}</p>${
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
