/**
 * What the browser runs, bundled by Deno itself, and the assets beside it.
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { SiteFile } from "./pages/mod.ts";

/** What every page runs, also one that was opened as a file: a plain script. */
const PLAIN = ["site.ts"];
/** What pages that compute run: modules, and what only some of them need is a file of its own, loaded when asked for. */
const MODULES = ["home.ts", "explorer.ts", "worker.ts"];

/** The looks, in the order in which they override each other. */
const LOOKS = ["frame", "content", "explorer", "narrow"];

/**
 * Bundles the site's scripts.
 * @returns The scripts, under assets/.
 * @throws {Error} If they cannot be bundled: what was said.
 */
export async function bundleScripts(): Promise<SiteFile[]> {
  const plain = await bundle(PLAIN, ["--format=iife"]);
  return [...plain, ...await bundle(MODULES, ["--code-splitting"])];
}

async function bundle(entries: readonly string[], options: readonly string[]): Promise<SiteFile[]> {
  const here = import.meta.dirname!, out = await Deno.makeTempDir({ prefix: "nearzero_site_" });
  try {
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["bundle", "--platform=browser", "--minify", ...options, "--outdir", out]
        .concat(entries.map((entry) => join(here, "browser", entry))),
      cwd: join(here, "..", ".."),
      env: { NO_COLOR: "1" },
      stdout: "null",
    }).output();
    if (!success) throw new Error(`Cannot bundle the site's scripts: ${new TextDecoder().decode(stderr).trim()}`);
    const files: SiteFile[] = [];
    for await (const { name } of Deno.readDir(out)) {
      files.push({ path: `assets/${name}`, content: await Deno.readFile(join(out, name)) });
    }
    return files;
  } finally {
    await Deno.remove(out, { recursive: true });
  }
}

/**
 * Reads what pages need beside their scripts: their looks, KaTeX's with its fonts, and Plotly for figures that are explored.
 * @returns The assets, under assets/.
 */
export async function readAssets(): Promise<SiteFile[]> {
  const looks = await Promise.all(
    LOOKS.map((name) => Deno.readTextFile(join(import.meta.dirname!, "style", `${name}.css`))),
  );
  const files: SiteFile[] = [
    { path: "assets/style.css", content: looks.join("") },
    { path: "assets/icon.svg", content: ICON },
  ];
  const sheet = fileURLToPath(import.meta.resolve("katex/dist/katex.min.css"));
  const css = await Deno.readTextFile(sheet);
  // Every browser that runs the site reads woff2.
  files.push({
    path: "assets/katex/katex.min.css",
    content: css.replace(/,url\([^)]*\) format\("(?:woff|truetype)"\)/g, ""),
  });
  for (const [, font] of css.matchAll(/url\(fonts\/([^)]+\.woff2)\)/g)) {
    files.push({
      path: `assets/katex/fonts/${font}`,
      content: await Deno.readFile(join(sheet, "..", "fonts", font)),
    });
  }
  // Named so that the package is there: what only a browser runs is imported nowhere.
  await import("plotly.js-cartesian-dist-min/package.json", { with: { type: "json" } });
  const plotly = fileURLToPath(import.meta.resolve("plotly.js-cartesian-dist-min/plotly-cartesian.min.js"));
  files.push({ path: "assets/plotly.js", content: await Deno.readFile(plotly) });
  return files;
}

const ICON =
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#0072b2"/>` +
  `<path d="M4 2C4.6 9 7 12.5 14 13" fill="none" stroke="#fff" stroke-width="2"/></svg>`;
