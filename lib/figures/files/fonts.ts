/**
 * The fonts of figures as style sheets with the files in them, so that text has the same widths in every browser.
 * @module
 */
import { fileURLToPath } from "node:url";
import { badFile } from "../../io/read.ts";
import { openSans } from "../browser/chromium.ts";
import type { PaperFont } from "../theme.ts";

/**
 * The style sheet of a kind of font.
 * @param font Its kind.
 * @returns CSS with the files as data.
 * @throws {SyntaxError} "Cannot read FILE: …" where a package's file is missing or damaged.
 */
export async function fontFaces(font: PaperFont): Promise<string> {
  return font === "sans" ? await sansFaces() : await serifFaces();
}

/**
 * What must be loaded before text is measured.
 * @param font The kind of font.
 * @returns Fonts as CSS names them.
 */
export function fontCuts(font: PaperFont): string[] {
  const families = font === "sans" ? ["Open Sans"] : ["KaTeX_Main", "KaTeX_Math"];
  return families.flatMap((family) => ["", "italic ", "bold "].map((cut) => `${cut}12px "${family}"`));
}

async function sansFaces(): Promise<string> {
  return [...await openSans()].map(([cut, bytes]) =>
    face("Open Sans", cut === "Italic" ? "italic" : "normal", cut === "Bold" ? "bold" : "normal", bytes)
  ).join("\n");
}

/** The files of KaTeX, by family, style and weight. Its Greek small letters are slanted alone, as formulas have them. */
const KATEX = [
  ["KaTeX_Main", "normal", "normal", "Main-Regular"],
  ["KaTeX_Main", "italic", "normal", "Main-Italic"],
  ["KaTeX_Main", "normal", "bold", "Main-Bold"],
  ["KaTeX_Math", "normal", "normal", "Math-Italic"],
  ["KaTeX_Math", "italic", "normal", "Math-Italic"],
] as const;

/** The letters of the italic, and what is taken from the upright beside it. */
const LATIN = "U+0000-007B, U+007D-00FF", SIGNS = "U+007C, U+2000-22FF";

/** Never called: Deno sees the import, and so has the package, as files, wherever the kit was imported from. */
const _seen = () => import("katex/package.json", { with: { type: "json" } });

async function serifFaces(): Promise<string> {
  const faces: string[] = [];
  for (const [family, style, weight, file] of KATEX) {
    const address = new URL(`dist/fonts/KaTeX_${file}.ttf`, import.meta.resolve("katex/package.json"));
    // Signs that the italic lacks are those of the upright, not of another family.
    const range = file === "Main-Italic" ? LATIN : undefined;
    faces.push(face(family, style, weight, await packaged(address.href), range));
    if (range) {
      faces.push(face(family, style, weight, await packaged(address.href.replace("Italic", "Regular")), SIGNS));
    }
  }
  return faces.join("\n");
}

async function packaged(address: string): Promise<Uint8Array> {
  const path = fileURLToPath(address);
  return await Deno.readFile(path).catch(() => {
    throw badFile(path, "it is missing; remove its package's folder, and it is fetched again");
  });
}

function face(
  family: string,
  style: string,
  weight: string,
  bytes: Uint8Array,
  range?: string,
): string {
  const base64 = (bytes as Uint8Array & { toBase64(): string }).toBase64();
  const only = range === undefined ? "" : ` unicode-range: ${range};`;
  return `@font-face { font-family: "${family}"; font-style: ${style}; font-weight: ${weight};${only}
    src: url(data:font/ttf;base64,${base64}) }`;
}
