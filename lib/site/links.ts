/**
 * Whether every link of the site leads somewhere.
 * @module
 */
import { posix } from "node:path";
import type { SiteFile } from "./pages/mod.ts";

/**
 * Looks for links and sources that lead to nothing, to a missing anchor, or out of the site to the page's own server.
 * @param files The site.
 * @returns A line for each: where it stands and where it leads.
 */
export function brokenLinks(files: readonly SiteFile[]): string[] {
  const texts = new Map(files.map(({ path, content }) => [path, typeof content === "string" ? content : ""]));
  const anchors = new Map<string, Set<string>>(), broken: string[] = [];
  const anchorsOf = (path: string) => {
    const known = anchors.get(path) ?? new Set(matches(texts.get(path)!, /\sid="([^"]+)"/g));
    anchors.set(path, known);
    return known;
  };
  for (const [path, text] of texts) {
    if (!path.endsWith(".html")) continue;
    for (const link of new Set(matches(text, /\s(?:href|src|data-figure)="([^"]*)"/g))) {
      if (/^(?:https?|mailto|data):/.test(link)) continue;
      const [target, anchor] = link.split("#");
      const to = target === "" ? path : posix.normalize(posix.join(posix.dirname(path), target));
      const state = to === "explorer.html";
      if (link.startsWith("/") || to.startsWith("..") || !texts.has(to)) {
        broken.push(`${path}: ${link} leads to nothing`);
      } else if (anchor && !state && to.endsWith(".html") && !anchorsOf(to).has(decodeURIComponent(anchor))) {
        broken.push(`${path}: ${link} leads to no such place in ${to}`);
      }
    }
  }
  return broken;
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found]) => found.replaceAll("&amp;", "&"));
}
