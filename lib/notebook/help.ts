/**
 * What a function of the kit does, below the cell that asks: front ends of Deno's kernel show no documentation themselves.
 * @module
 */
import { inKernel } from "../io/process/cell_interrupt.ts";
import { nearest, written } from "../numerics/check.ts";
import { display } from "./display.ts";

/** A declaration with its documentation. */
export interface Declared {
  /** How it is declared: a signature, or an interface with its members. */
  readonly code: string;
  /** Its documentation, without the asterisks. */
  readonly doc: string;
}

/**
 * Shows what a function of the kit takes, gives and throws, with the options that it has; outside a notebook it goes to the
 * console.
 *
 * @example A cell
 * ```ts ignore
 * import { exactDerivative, help } from "nearzero";
 * await help(exactDerivative);
 * ```
 * @param subject The function or class, or the name of anything that the kit exports.
 * @returns Undefined, so that a cell that ends in it has no other output.
 * @throws {TypeError} If it is neither a function nor a name.
 * @throws {RangeError} If the kit has nothing of that name: names the nearest.
 * @category Notebooks
 */
export async function help(subject: unknown): Promise<undefined> {
  const name = typeof subject === "function" ? subject.name : subject;
  if (typeof name !== "string" || name === "") {
    throw new TypeError(`Cannot show help: it is for a function, a class or a name, got ${written(subject)}`);
  }
  const known = await declarations();
  const found = known.get(name);
  if (found === undefined) {
    // All names would fill the page.
    const near = nearest(name, [...known.keys()]);
    const hint = near === undefined ? '"deno doc --quiet lib/mod.ts" lists what there is' : `did you mean "${near}"?`;
    throw new RangeError(`Cannot show help: the kit has no "${name}"; ${hint}`);
  }
  const parts = [found, ...optionsOf(found.code, known)];
  const markdown = parts.map(({ code, doc }) => `\`\`\`ts\n${code}\n\`\`\`\n\n${asMarkdown(doc)}`).join("\n\n");
  const text = parts.map(({ code, doc }) => `${code}\n\n${doc}`).join("\n\n");
  if (!inKernel()) return void console.log(text);
  await display({ "text/markdown": markdown, "text/plain": text });
}

const OPTIONS = /\b[A-Z]\w*(?:Options|Definition|Axes|Style|Range|Info|Parts)\b/g;

/** The interfaces of options that a signature names, and those that they extend. */
function optionsOf(code: string, known: ReadonlyMap<string, Declared>): Declared[] {
  if (!/^(?:async )?function/.test(code)) return [];
  const names = new Set(code.match(OPTIONS));
  for (const name of names) {
    for (const base of known.get(name)?.code.split("\n")[0].match(OPTIONS) ?? []) names.add(base);
  }
  return [...names].flatMap((name) => known.get(name) ?? []);
}

let read: Promise<Map<string, Declared>> | undefined;

/** Everything that the library's files export, by name; where several files have it, what can be imported from outside. */
function declarations(): Promise<Map<string, Declared>> {
  return read ??= (async () => {
    const root = new URL("../", import.meta.url);
    if (root.protocol !== "file:") {
      throw new Error(`Cannot show help: the kit's files are not on this machine: ${root}`);
    }
    const found = new Map<string, Declared>(), faces = new Map<string, string>();
    for await (const topic of Deno.readDir(root)) {
      if (!topic.isDirectory) continue;
      const face = new URL(`${topic.name}/mod.ts`, root), text = await Deno.readTextFile(face).catch(() => "");
      for (const [name, file] of exportedIn(text)) faces.set(name, new URL(file, face).href);
    }
    for await (const file of sources(root)) {
      for (const [name, declared] of declaredIn(await Deno.readTextFile(file))) {
        if (!found.has(name) || faces.get(name) === file.href) found.set(name, declared);
      }
    }
    return found;
  })();
}

async function* sources(folder: URL): AsyncGenerator<URL> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory && name !== "tasks") yield* sources(new URL(`${name}/`, folder));
    else if (name.endsWith(".ts") && name !== "mod.ts") yield new URL(name, folder);
  }
}

/** The names that a face hands on, and the files that they are from. */
function* exportedIn(text: string): Generator<readonly [name: string, file: string]> {
  for (const [, names, file] of text.matchAll(/^export (?:type )?\{([^}]*)\} from "([^"]+)";/gm)) {
    for (const name of names.split(",")) yield [name.trim().replace(/^type /, ""), file];
  }
}

/**
 * Reads what a file exports, with its documentation.
 * @param text TypeScript, formatted as `deno fmt` does.
 * @returns The declarations by name; of a function or class the head alone.
 */
export function declaredIn(text: string): Map<string, Declared> {
  const found = new Map<string, Declared>();
  const heads = text.matchAll(
    /^\/\*\*\n?((?:(?!\*\/)[^])*)\*\/\nexport ((?:abstract )?(?:async )?(?:function\*?|class|interface|type|const) (\w+)[^]*?)(?=\n\}?\n|\n\n|(?![^]))/gm,
  );
  for (const [, comment, rest, name] of heads) {
    if (found.has(name)) continue;
    found.set(name, { code: headOf(rest), doc: comment.replace(/^ ?\* ?/gm, "").trim() });
  }
  return found;
}

/** A declaration without the body of a function, the members of a class, or the value of a constant. */
function headOf(rest: string): string {
  if (/^(?:abstract )?class/.test(rest)) return rest.slice(0, rest.indexOf(" {"));
  if (/^interface/.test(rest)) return `${rest}\n}`;
  if (/^type/.test(rest)) return rest;
  if (/^const/.test(rest)) return /^const \w+(?:: [^=]+?)?(?= =|$)/.exec(rest)?.[0] ?? rest.split("\n")[0];
  // The body begins at the brace that ends the signature's last line, which is not indented.
  const last = /^(?! ).* \{$/m.exec(rest);
  return last === null ? rest : rest.slice(0, last.index + last[0].length - 2);
}

/** JSDoc's tags as lists. */
function asMarkdown(doc: string): string {
  return doc.replace(/^@example ?/gm, "\n**Example** ")
    .replace(/^@param (\w+) ?/gm, "- **$1** ")
    .replace(/^@returns? /gm, "\n**Returns** ")
    .replace(/^@throws \{(\w+)\} /gm, "\n**Throws** *$1* ")
    .replace(/^@throws /gm, "\n**Throws** ")
    .replace(/^@category .*/gm, "")
    .replace(/\{@link(?:code|plain)? ([^}]+)\}/g, "`$1`");
}
