/**
 * The kit as others get it from a registry.
 * @module
 */
import { dirname, join } from "node:path";
import { checkout } from "../../io/checkout.ts";
import { outerComments } from "./outer_comments.ts";

/** The parts of deno.json that say what a package is. */
interface Config {
  readonly exports: Readonly<Record<string, string>>;
}

/** What a package has beside its code. */
const BESIDE = ["LICENSE", "README.md"];

/**
 * The files of the package for JSR: what its exports lead to, as sources without the comments that are for who works on them,
 * with README, licence, and a deno.json without the tasks of the checkout.
 * @returns The bytes of each by its path in the package.
 */
export async function publishedFiles(): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>(), encoder = new TextEncoder();
  const read = (path: string) => Deno.readTextFile(join(checkout, path));
  const { tasks: _tasks, fmt: _fmt, lint: _lint, publish: _publish, ...config } = JSON.parse(await read("deno.json"));
  const faces = Object.values((config as Config).exports).map((path) => join(path)), names = await namesOf(faces);
  const waiting = new Set(faces);
  for (const path of waiting) {
    const text = await read(path);
    if (!path.endsWith(".ts")) {
      files.set(path, encoder.encode(path === "deno.json" ? `${JSON.stringify(config, null, 2)}\n` : text));
      continue;
    }
    for (const target of leadsTo(text)) waiting.add(join(dirname(path), target));
    const named = (name: string) => names.get(path)?.has(name) || names.get(path)?.has("*") || false;
    files.set(path, encoder.encode(outerComments(text, named, faces.includes(path))));
  }
  for (const path of BESIDE) files.set(path, await Deno.readFile(join(checkout, path)));
  return new Map([...files].sort(([a], [b]) => a < b ? -1 : 1));
}

/** The files that a module names, to import them at once, later, or into a worker. */
function leadsTo(text: string): string[] {
  const found = text.matchAll(/(?:\bfrom|\bimport|\bnew URL)\s*\(?\s*"(\.{1,2}\/[^"]+\.(?:ts|json))"/g);
  return [...found].map(([, target]) => target);
}

/** What the faces hand on of each file: names, or "*" for all. */
async function namesOf(faces: readonly string[]): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  for (const face of faces) {
    const text = await Deno.readTextFile(join(checkout, face));
    for (const [, what, from] of text.matchAll(/^export (?:type )?(\*|\{[^}]*\}) from "([^"]+)"/gm)) {
      const path = join(dirname(face), from), names = found.get(path) ?? new Set();
      found.set(path, names);
      for (const [name] of what.matchAll(/\*|\b(?!type\b)\w+/g)) names.add(name);
    }
  }
  return found;
}
