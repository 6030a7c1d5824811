/**
 * A figure's caption where the figure goes: in the SVG, for who does not see it, and in TeX.
 * @module
 */
import type { Figure } from "../types.ts";

/**
 * Writes a figure's caption into its SVG: its first sentence as the title, all of it as the description. Its legend is cut
 * off nowhere: where the font is not there, words are wider than the room that was measured for them.
 * @param svg The drawing.
 * @param figure The figure.
 * @returns The SVG, as a picture that assistive technology reads out.
 */
export function describedSvg(svg: string, { name, caption }: Pick<Figure, "name" | "caption">): string {
  const ids = [`${name}-title`, `${name}-desc`];
  const words = `\n<title id="${ids[0]}">${escapeXml(firstSentence(caption))}</title>` +
    `\n<desc id="${ids[1]}">${escapeXml(caption)}</desc>`;
  return svg.replace(/<svg\b[^>]*?(?=>)/, (head) => `${head} role="img" aria-labelledby="${ids.join(" ")}"`)
    .replace(/<svg\b[^>]*>/, (head) => head + words)
    .replace(/ clip-path="url\(#legend\w*\)"/g, "");
}

/**
 * The caption and label of a figure for TeX: the file is for \input in a figure environment.
 * @param figure The figure.
 * @returns Two lines.
 */
export function texCaption({ name, caption }: Pick<Figure, "name" | "caption">): string {
  return `\\caption{${escapeTex(caption)}}\n\\label{fig:${name}}\n`;
}

/** Up to the first end of a sentence; a point within a number or after one letter ends none. */
function firstSentence(text: string): string {
  return /^.*?(?<!\b\p{L})[.!?](?=\s+\p{Lu}|\s*$)/su.exec(text)?.[0].replace(/\.$/, "") ?? text;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** TeX's own characters, and those of mathematics that the common fonts of pdfTeX lack. */
const TEX: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "−": "$-$",
  "×": "$\\times$",
  "±": "$\\pm$",
  "≤": "$\\le$",
  "≥": "$\\ge$",
  "≈": "$\\approx$",
  "→": "$\\to$",
  "∞": "$\\infty$",
  "∂": "$\\partial$",
  "∈": "$\\in$",
  "√": "$\\surd$",
  "‖": "$\\|$",
  "·": "$\\cdot$",
  "′": "$'$",
  "∗": "$*$",
  "…": "\\dots{}",
  "–": "--",
  "—": "---",
  "“": "``",
  "”": "''",
  "’": "'",
  "‘": "`",
};

const GREEK =
  "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma sigma tau " +
  "upsilon phi chi psi omega";

const letters = new Map(GREEK.split(" ").map((name, i) => [String.fromCharCode(0x3b1 + i), `$\\${name}$`]));
for (const [letter, name] of [["Γ", "Gamma"], ["Δ", "Delta"], ["Λ", "Lambda"], ["Σ", "Sigma"], ["Ω", "Omega"]]) {
  letters.set(letter, `$\\${name}$`);
}

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", RAISED_TO = "0123456789-+", LOWERED = "₀₁₂₃₄₅₆₇₈₉", LOWERED_TO = "0123456789";

const ACCENTS: Readonly<Record<string, string>> = { "\u0302": "hat", "\u0303": "tilde", "\u0304": "bar" };

function escapeTex(text: string): string {
  const script = (run: string, from: string, to: string) => [...run].map((c) => to[[...from].indexOf(c)]).join("");
  return text.replace(/[\\~^−×±≤≥≈→∞∂∈√‖·′∗…–—“”’‘]|[#$%&_{}]/g, (c) => TEX[c] ?? `\\${c}`)
    .replace(/[α-ωΓΔΛΣΩ]/g, (c) => letters.get(c)!)
    .replace(new RegExp(`[${RAISED}]+`, "g"), (run) => `$^{${script(run, RAISED, RAISED_TO)}}$`)
    .replace(new RegExp(`[${LOWERED}]+`, "g"), (run) => `$_{${script(run, LOWERED, LOWERED_TO)}}$`)
    .replace(
      /(\$[^$]+\$|.)([\u0302-\u0304])/gu,
      (_, under, over) => `$\\${ACCENTS[over]}{${under.replaceAll("$", "")}}$`,
    )
    // Formulas that touch are one.
    .replace(/(?<!\\)\$\$/g, "");
}
