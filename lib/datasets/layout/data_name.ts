/**
 * Short names of data sets that are given by path: distinct for distinct paths, fit for files and figures.
 * @module
 */
import { basename, dirname } from "node:path";
import { sha256 } from "../../io/sha256.ts";

/** Names that say nothing of a set without the folder around it. */
const GENERAL =
  /^(train(ing)?|test(ing)?|val(id(ation)?)?|dev|eval|images?|pictures?|photos|data|raw|files|samples|png|jpe?g|output)$/;
const ENDINGS = /\.(tar\.gz|tgz|tar|gz|zip|npz|npy|idx)$/i;
/** A figure's name holds 100 characters, with what it shows. */
const LONGEST = 48;

/** The path that has each name in this process. */
const taken = new Map<string, string>();

/**
 * The short name of the data set at a path: its last part in lower case Latin letters and digits, joined by "-"; with the
 * folder around it where the last part is as general as `train`; with a checksum where letters were lost, or where
 * another path has the name in this process.
 * @param path The folder or file.
 * @returns The name; the same for the same path.
 */
export async function dataName(path: string): Promise<string> {
  const whole = await Deno.realPath(path).catch(() => path), parts = [basename(whole)];
  for (let above = dirname(whole); GENERAL.test(slug(parts[0]).name); above = dirname(above)) {
    if (basename(above) === "") break;
    parts.unshift(basename(above));
  }
  const slugs = parts.map(slug), plain = slugs.map(({ name }) => name).filter(Boolean).join("-").slice(0, LONGEST);
  const marked = (seed: string) => `${plain || "set"}-${sha256(seed).slice(0, 8)}`;
  const lossless = plain !== "" && slugs.every(({ lost }) => !lost);
  const name = lossless ? plain : marked(parts.join("/").normalize("NFC"));
  for (const candidate of [name, marked(whole)]) {
    if ((taken.get(candidate) ?? whole) === whole) {
      taken.set(candidate, whole);
      return candidate;
    }
  }
  return marked(`${whole}/`);
}

/** Accents go, case and signs are joined; what has no Latin letters or digits is lost. */
function slug(part: string): { name: string; lost: boolean } {
  const latin = part.replace(ENDINGS, "").normalize("NFKD").replaceAll(/\p{M}+/gu, "").toLowerCase();
  const name = latin.replaceAll(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return { name, lost: /[^\p{ASCII}]/u.test(latin) };
}
