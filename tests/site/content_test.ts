import { formatNotebook } from "../../lib/jupyter/notebook_file.ts";
import { checkout } from "../../lib/io/checkout.ts";
import { makeSite } from "../../lib/site/mod.ts";
import {
  apiPages,
  galleryPage,
  guidePages,
  latexOf,
  notebookIndex,
  notebookPage,
  readSource,
  readTopics,
} from "../../lib/site/pages/mod.ts";
import { assert, assertEquals, assertRejects } from "../assert.ts";
import { tempDir } from "../io/temp_dir.ts";

const source = await readSource(checkout), topics = await readTopics(checkout);

Deno.test("the gallery has every committed figure with caption, files, LaTeX, origin and how to cite", () => {
  const { body } = galleryPage(source);
  assert(source.figures.size > 30, `${source.figures.size} figures`);
  for (const [name, { record, files }] of source.figures) {
    const part = body.slice(body.indexOf(`<figure id="${name}">`)).split("</figure>")[0];
    assert(part.includes(`<figcaption><code>${name}</code>: `), name);
    for (const ending of ["svg", "pdf", "png", "json"]) {
      assert(ending in files && part.includes(`href="figures/${name}.${ending}" download`), `${name}.${ending}`);
    }
    assert(part.includes("<summary>LaTeX</summary>"), name);
    // pdfTeX sets Latin letters with their accents, and of what else captions hold only what is written out.
    assertEquals(latexOf(record).match(/[^\x20-\x7e\n\u00c0-\u017f]/gu), null, name);
    // Those of benchmarks are from no notebook.
    if (name.startsWith("bench_")) assertEquals(record.notebook, null, name);
    else assert(part.includes(`<a href="notebooks/${record.notebook}.html">`), `${name} is from ${record.notebook}`);
  }
  assert(body.includes("@software{nearzero,") && body.includes("@inproceedings{yang2024,"));
});

Deno.test("every notebook is a page with its figures, captions, tables and itself to download", () => {
  const index = notebookIndex(source).body;
  for (const [name, notebook] of source.notebooks) {
    const { page: { body }, files } = notebookPage(source, name);
    assert(index.includes(`href="${name}.html"`), name);
    assert(body.includes(`<a href="${name}.ipynb" download>`), name);
    const outputs = notebook.cells.flatMap(({ outputs = [] }) => outputs);
    const count = (mime: string) => outputs.filter(({ data = {} }) => mime in data).length;
    assertEquals(body.split("<figcaption>").length - 1, count("image/svg+xml"), name);
    assertEquals(body.split('class="live"').length - 1, count("application/vnd.plotly.v1+json"), name);
    assertEquals(files.length, 2 * count("image/svg+xml"), name);
    assert(body.split("<table").length - 1 >= count("text/html"), name);
    // Folded: no code can be seen before it is asked for.
    assert(!/<details class="cell" open/.test(body), name);
    for (const [, alt] of body.matchAll(/<img [^>]*alt="([^"]*)"/g)) assert(alt.length > 20, `${name}: ${alt}`);
  }
});

Deno.test("the guides say how to choose, how many, how to bring one's own, and what words mean", () => {
  const pages = new Map(guidePages(source).map(({ path, body }) => [path, body]));
  for (
    const [path, ...headings] of [
      ["choosing", "A schedule", "A sampler", "A treatment", "A metric"],
      ["seeds", "How many seeds"],
      ["your_own", "A schedule and data", "Data", "A treatment", "A sampler", "A checkpoint"],
      ["at_scale", "Runs and sweeps", "Beyond one machine"],
      ["learned", "What “has learned” means"],
      ["theory", "The theorem", "What sharing does"],
    ]
  ) {
    const body = pages.get(`guides/${path}.html`) ?? "";
    for (const heading of headings) assert(new RegExp(`<h[12][^>]*>${heading}</h`).test(body), `${path}: ${heading}`);
  }
  for (const peer of ["diffusers", "k-diffusion", "EDM"]) {
    assert(pages.get("guides/glossary.html")!.includes(peer), peer);
  }
});

Deno.test("at least 80 functions have an example that is run and claims something, and no other is said to be run", () => {
  const pages = apiPages(topics);
  let count = 0;
  for (const { name: topic, symbols } of topics) {
    const { body } = pages.find(({ path }) => path === `api/${topic}.html`)!;
    for (const { name, declarations } of symbols) {
      const part = body.slice(body.indexOf(`<section class="symbol" id="${name}">`)).split("</section>")[0];
      let run = 0;
      for (const { kind, doc = "" } of declarations.flatMap(({ jsDoc }) => jsDoc?.tags ?? [])) {
        if (kind !== "example") continue;
        // `deno test --doc` runs blocks of TypeScript that are not told to be ignored.
        const [, head, block] = /```([^\n]*)\n([^]*?)```/.exec(doc) ?? [];
        assert(
          /^import .* from "nearzero(?:\/\w+)?";$/m.test(block),
          `${name}: its example is not as a reader writes it`,
        );
        assert(new RegExp(String.raw`\b${name}\b`).test(block), `${name} is not in its own example`);
        if (head !== "ts") continue;
        run++;
        assert(/\bassert(?:\.\w+)?\(/.test(block), `${name}: its example claims nothing`);
      }
      assertEquals(part.split(", run by the tests</p>").length - 1, run, name);
      if (run > 0 && declarations[0].kind === "function") count++;
    }
  }
  assert(count >= 80, `${count} functions`);
});

Deno.test("the API has every exported name under its topic and category", () => {
  const pages = apiPages(topics), index = pages[0].body;
  for (const { name: topic, symbols, inFace } of topics) {
    const { body } = pages.find(({ path }) => path === `api/${topic}.html`)!;
    const titles = [...body.matchAll(/<h2 id="([^"]+)">/g)].map(([, id]) => id);
    for (const id of titles.length > 1 ? titles : []) {
      assert(body.includes(`<a href="#${id}">`) && index.includes(`<a href="${topic}.html#${id}">`), `${topic} ${id}`);
    }
    for (const { name } of symbols) {
      assert(index.includes(`<a href="${topic}.html#${name}">`) && body.includes(`id="${name}"`), name);
    }
    if (!inFace) assert(index.split("has them all but for ")[1].split("</p>")[0].includes(`nearzero/${topic}`), topic);
  }
});

Deno.test("makeSite() names a notebook without outputs, a figure without its JSON and a text that links to nothing", async () => {
  await using dir = await tempDir();
  for (const folder of ["notebooks", "docs", "figures"]) await Deno.mkdir(`${dir.path}/${folder}`);
  await Deno.copyFile(`${checkout}/CITATION.cff`, `${dir.path}/CITATION.cff`);
  const notebook = structuredClone(source.notebooks.get("00_start_here")!) as { cells: { outputs?: unknown[] }[] };
  for (const cell of notebook.cells) if (cell.outputs) cell.outputs = [];
  const refused = (sentence: string) => assertRejects(() => makeSite({ root: dir.path }), Error, sentence);
  const write = (path: string, text: string) => Deno.writeTextFile(`${dir.path}/${path}`, text);
  await write("docs/guide.md", "# A guide\n\nSee [there](nowhere.md).\n");
  await refused("Cannot render docs/guide.md: docs/guide.md links to nowhere.md, and there is no docs/nowhere.md");
  await write("docs/guide.md", "# A guide\n\nSee [there](../notebooks/00_x.ipynb).\n");
  await write("notebooks/00_x.ipynb", formatNotebook(notebook as Parameters<typeof formatNotebook>[0]));
  await refused("Cannot show notebook 00_x, cell ");
  await refused("it has no output, run `deno task figures --save`");
  await write("figures/one.svg", "<svg/>");
  await write("figures/one.pdf", "");
  await write("figures/one.png", "");
  await refused("Cannot show the figure one: figures/one.json is missing");
});

Deno.test("GitHub Pages gets the site as it is built, names that begin with a dot or line too", async () => {
  const workflow = await Deno.readTextFile(`${checkout}/.github/workflows/pages.yml`);
  assert(workflow.includes("run: deno task site\n") && workflow.includes("include-hidden-files: true"));
  assert(/path: site\n/.test(workflow) && workflow.includes("deploy-pages"));
});
