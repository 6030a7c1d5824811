import { checkout } from "../../lib/io/checkout.ts";
import { brokenLinks } from "../../lib/site/links.ts";
import { sortKey } from "../../lib/site/browser/sort_key.ts";
import {
  bibtexOf,
  latexOf,
  linkerOf,
  notebookPage,
  readSource,
  renderMarkdown,
  type SiteSource,
  toPage,
  typeText,
} from "../../lib/site/pages/mod.ts";
import type { Cell, Notebook } from "../../lib/jupyter/notebook_file.ts";
import { assert, assertEquals, assertRejects, assertThrows } from "../assert.ts";
import { tempDir } from "../io/temp_dir.ts";

function sourceWith(...cells: Partial<Cell>[]): SiteSource {
  const filled = cells.map((cell, i) => ({ id: `${i}`, metadata: {}, source: "", ...cell }) as Cell);
  const notebook = { cells: filled, metadata: {}, nbformat: 4, nbformat_minor: 5 } as unknown as Notebook;
  return {
    root: "/nowhere",
    notebooks: new Map([["00_x", notebook]]),
    figures: new Map(),
    pages: new Map(),
    guides: new Map(),
    citation: "",
  };
}

const show = { cell_type: "code", source: "await show(figure);" } as const;

Deno.test("notebookPage() shows prose, folded code, figures with captions and tables", () => {
  const { page, files } = notebookPage(
    sourceWith(
      { cell_type: "markdown", source: "# A *title*\n\nwith $x_t$ and\n\n$$\\frac{a}{b}$$" },
      {
        ...show,
        outputs: [{
          output_type: "display_data",
          data: {
            "image/svg+xml": '<svg height="10" width="20"/>',
            "text/plain": 'A "caption"',
            "application/vnd.plotly.v1+json": { data: [], layout: {} },
          },
        }, {
          // For front ends that show no caption.
          output_type: "display_data",
          data: { "text/markdown": 'A "caption"', "text/plain": 'A "caption"' },
        }],
      },
      {
        cell_type: "code",
        source: "await showTable();",
        outputs: [{
          output_type: "display_data",
          data: { "text/html": '<table><td style="text-align:right">1</td></table>' },
        }],
      },
    ),
    "00_x",
  );
  assertEquals(page.title, "A title");
  assert(page.body.includes("<h1") && page.body.includes("<math") && page.body.includes("<details"));
  assert(page.body.includes('alt="A &quot;caption&quot;"') && page.body.includes("<figcaption>A &quot;caption&quot;"));
  assertEquals(page.body.split("A &quot;caption&quot;").length - 1, 2);
  assert(page.body.includes('<td class="number">1'));
  assertEquals(files.map(({ path }) => path), ["notebooks/00_x/figure_1.svg", "notebooks/00_x/figure_1.json"]);
});

Deno.test("notebookPage() names a cell that has no output, failed, or cannot be rendered", () => {
  assertThrows(
    () => notebookPage(sourceWith(show), "00_x"),
    Error,
    "Cannot show notebook 00_x, cell 1: it has no output",
  );
  const failed = { ...show, outputs: [{ output_type: "error", ename: "RangeError", evalue: "no" }] };
  assertThrows(() => notebookPage(sourceWith(failed), "00_x"), Error, "cell 1: it ended with RangeError: no");
  const broken = { cell_type: "markdown", source: "$\\frac{a$" } as const;
  assertThrows(() => notebookPage(sourceWith(broken), "00_x"), Error, "Cannot render notebook 00_x, cell 1");
  const lost = { cell_type: "markdown", source: "[there](nowhere.md)" } as const;
  assertThrows(() => notebookPage(sourceWith(lost), "00_x"), Error, "links to nowhere.md");
});

Deno.test("readSource() names a figure without its JSON, and leaves out what was only tried", async () => {
  await using dir = await tempDir();
  for (const folder of ["notebooks", "docs", "figures"]) await Deno.mkdir(`${dir.path}/${folder}`);
  for (const name of ["figures/one_tried.svg", "CITATION.cff"]) await Deno.writeTextFile(`${dir.path}/${name}`, "");
  assertEquals((await readSource(dir.path)).figures.size, 0);
  for (const ending of ["svg", "pdf", "png"]) await Deno.writeTextFile(`${dir.path}/figures/one.${ending}`, "");
  await assertRejects(() => readSource(dir.path), Error, "figures/one.json is missing");
});

Deno.test("linkerOf() leads to pages, keeps anchors, and shows what has no page as text", async () => {
  await using dir = await tempDir();
  await Deno.writeTextFile(`${dir.path}/LICENSE`, "");
  const source = { ...sourceWith(), root: dir.path, pages: new Map([["notebooks/00_x.ipynb", "notebooks/00_x.html"]]) };
  const link = linkerOf(source, "docs/a.md", "guides/a.html");
  assertEquals(link("../notebooks/00_x.ipynb#part"), "../notebooks/00_x.html#part");
  assertEquals(link("../LICENSE"), undefined);
  assertEquals(link("site:explorer.html"), "../explorer.html");
  assertThrows(() => link("../gone.md"), Error, "docs/a.md links to ../gone.md");
  const html = renderMarkdown("[a](../LICENSE) [b](../notebooks/00_x.ipynb)", link, "docs/a.md");
  assert(html.includes('<span class="path" title="../LICENSE">a</span>'));
  assert(html.includes('<a href="../notebooks/00_x.html">b</a>'));
  assertEquals(toPage("api/index.html", "explorer.html"), "../explorer.html");
});

Deno.test("renderMarkdown() takes prices for no formulas, and code for no TeX", () => {
  const link = (target: string) => target;
  assert(!renderMarkdown("from $5 to $10", link, "x").includes("katex"));
  assert(!renderMarkdown("`$x$`", link, "x").includes("katex"));
  assert(renderMarkdown("at $t = 0$, not", link, "x").includes("katex"));
});

Deno.test("brokenLinks() names the page and where it leads", () => {
  const page = (path: string, content: string) => ({ path, content });
  assertEquals(
    brokenLinks([
      page("a.html", '<p id="x"><a href="b/c.html#y">'),
      page("b/c.html", '<p id="y"><a href="../a.html#x">'),
    ]),
    [],
  );
  assertEquals(brokenLinks([page("a.html", '<a href="gone.html"> <a href="#x"> <img src="/a.html">')]), [
    "a.html: gone.html leads to nothing",
    "a.html: #x leads to no such place in a.html",
    "a.html: /a.html leads to nothing",
  ]);
});

Deno.test("latexOf() gives a figure whose caption LaTeX can read", () => {
  assertEquals(
    latexOf({ name: "01_x", caption: "95 % & more, ‖∂ε‖ → 0" }),
    String.raw`\begin{figure}
  \centering
  \includegraphics{figures/01_x.pdf}
  \caption{95 \% \& more, $\|\partial\epsilon\|$ $\to$ 0}
  \label{fig:01_x}
\end{figure}`,
  );
});

Deno.test("bibtexOf() cites the kit and the paper as CITATION.cff names them, or says what that lacks", async () => {
  const cff = await Deno.readTextFile(`${checkout}/CITATION.cff`), bibtex = bibtexOf(cff);
  assert(
    bibtex.startsWith("@software{nearzero,\n  author = {{The nearzero authors}},\n  title = {nearzero: a notebook"),
  );
  assert(bibtex.includes("@inproceedings{yang2024,\n  author = {Yang, Zhantao and Feng, Ruili and "), bibtex);
  assert(
    bibtex.includes("  title = {Lipschitz Singularities in Diffusion Models},\n  booktitle = {International Conf"),
  );
  assertEquals(bibtex.match(/ and /g)?.length, 10);
  assert(bibtex.includes("year = {2024},\n  note = {arXiv:2306.11251},\n}"));
  assertThrows(() => bibtexOf(cff.replace(/^version.*$/m, "")), Error, "CITATION.cff has no version");
  assertThrows(() => bibtexOf(cff.split("references:")[0]), Error, "Cannot show how to cite: CITATION.cff ");
});

Deno.test("sortKey() has the order of the numbers", () => {
  const rising = ["−4,096", "−1e−4 [−2, 1]", "0", "1e−8", "0.5 [0, 1]", "12", "1,500", "cosine", "linear"];
  const keys = rising.map(sortKey);
  assertEquals(keys.toSorted(), keys);
  assertEquals(sortKey("−0"), sortKey("0"));
});

Deno.test("typeText() writes types as they were", () => {
  const word = (repr: string) => ({ kind: "keyword", repr, value: repr });
  assertEquals(typeText({ kind: "union", value: [word("string"), word("number")] }), "string | number");
  const either = { kind: "union", value: [word("string"), word("number")] };
  assertEquals(typeText({ kind: "array", value: either }), "(string | number)[]");
  assertEquals(
    typeText({ kind: "typeRef", value: { typeName: "Map", typeParams: [word("string"), either] } }),
    "Map<string, string | number>",
  );
});

Deno.test("the guides name only what is there", async () => {
  const faces = await Promise.all(
    ["", "advice/", "pretrained/", "studies/"].map((topic) => import(`../../lib/${topic}mod.ts`)),
  );
  const face = faces.flatMap((each) => Object.keys(each)), { guides } = await readSource(checkout);
  const types = new Set(["NoisePredictor"]);
  for (const [name, text] of guides) {
    for (const [, word] of text.matchAll(/`([a-z]+[A-Z]\w*|[A-Z]\w*[a-z]\w*)(?:\([^`]*\))?`/g)) {
      // What others call a thing stands in the glossary beside it.
      if (name !== "glossary") assert(face.includes(word) || types.has(word), `docs/${name}.md names ${word}`);
    }
  }
});
