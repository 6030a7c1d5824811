/**
 * The fonts of figures as style sheets with the files in them, so that text has the same widths in every browser.
 * @module
 */
import { fileURLToPath } from "node:url";
import { badFile } from "../io/read.ts";
import { openSans } from "./chromium.ts";
import type { PaperFont } from "./theme.ts";

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
  const families = font === "sans" ? ["Open Sans"] : ["STIX Two Text", "KaTeX_Main"];
  return families.flatMap((family) => ["", "italic ", "bold "].map((cut) => `${cut}12px "${family}"`));
}

async function sansFaces(): Promise<string> {
  return [...await openSans()].map(([cut, bytes]) =>
    face("Open Sans", cut === "Italic" ? "italic" : "normal", cut === "Bold" ? "bold" : "normal", bytes, "ttf")
  ).join("\n");
}

/** Which characters a file of STIX Two Text holds, of those that figures use. */
const SUBSETS = { latin: "U+0000-00FF, U+2000-206F, U+2212", greek: "U+0370-03FF" };

/** TeX's own, for the signs that STIX Two Text's files lack. */
const SIGNS = "U+0300-036F, U+2190-2211, U+2213-22FF";

/**
 * Never called: Deno sees the imports, and so has the packages, as files, wherever the kit was imported from.
 */
const _seen = () =>
  Promise.all([
    import("@fontsource/stix-two-text/package.json", { with: { type: "json" } }),
    import("katex/package.json", { with: { type: "json" } }),
  ]);

async function serifFaces(): Promise<string> {
  const faces: string[] = [];
  for (const [weight, style] of [["400", "normal"], ["400", "italic"], ["700", "normal"]]) {
    for (const [subset, range] of Object.entries(SUBSETS)) {
      const file = import.meta.resolve("@fontsource/stix-two-text/package.json")
        .replace(/package\.json$/, `files/stix-two-text-${subset}-${weight}-${style}.woff2`);
      faces.push(face("STIX Two Text", style, weight, await packaged(file), "woff2", range));
    }
    const cut = weight === "700" ? "Bold" : style === "italic" ? "Italic" : "Regular";
    const file = import.meta.resolve("katex/package.json").replace(
      /package\.json$/,
      `dist/fonts/KaTeX_Main-${cut}.ttf`,
    );
    faces.push(face("KaTeX_Main", style, weight, await packaged(file), "ttf", SIGNS));
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
  format: "ttf" | "woff2",
  range?: string,
): string {
  const base64 = (bytes as Uint8Array & { toBase64(): string }).toBase64();
  const only = range === undefined ? "" : ` unicode-range: ${range};`;
  return `@font-face { font-family: "${family}"; font-style: ${style}; font-weight: ${weight};${only}
    src: url(data:font/${format};base64,${base64}) }`;
}
