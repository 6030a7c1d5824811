/**
 * How the kit and the paper are cited, from CITATION.cff.
 * @module
 */

/**
 * Writes BibTeX of what a CITATION.cff names.
 * @param cff The file's text, as this project writes it: the kit, and the paper as its first reference.
 * @returns Two entries.
 * @throws {Error} If something that an entry needs is not in it; names it.
 */
export function bibtexOf(cff: string): string {
  const [kit, paper] = cff.split(/^references:$/m), year = read(paper, "year");
  const authors = [...(paper ?? "").matchAll(/family-names: (.+)\n\s+given-names: (.+)/g)]
    .map(([, family, given]) => `${family}, ${given}`);
  if (authors.length === 0) throw new Error("Cannot show how to cite: CITATION.cff names no authors of the paper");
  const [, arxiv] = /arXiv:([\d.]+)/.exec(paper) ?? [];
  return `@software{nearzero,
  author = {{${read(kit, "name")}}},
  title = {${read(kit, "title")}},
  version = {${read(kit, "version")}},
}

@inproceedings{${authors[0].split(",")[0].toLowerCase()}${year},
  author = {${authors.join(" and ")}},
  title = {${read(paper, "title")}},
  booktitle = {${read(paper, "collection-title")}},
  year = {${year}},${arxiv ? `\n  note = {arXiv:${arxiv}},` : ""}
}`;
}

function read(text: string | undefined, key: string): string {
  const found = new RegExp(String.raw`^\s*(?:- )?${key}: "?([^"\n]+)"?$`, "m").exec(text ?? "");
  if (found === null) throw new Error(`Cannot show how to cite: CITATION.cff has no ${key}`);
  return found[1];
}
