/**
 * `deno task pack`: writes the packages that others depend on.
 * @module
 */
import { Buffer } from "node:buffer";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
// @ts-types="@types/tar-stream"
import { pack } from "tar-stream";
import ts from "typescript";
import { writeFileAtomic } from "../io/atomic.ts";
import { checkKnown } from "../numerics/check.ts";
import { checkout, runCommand } from "./shared/command.ts";
import { publishedFiles } from "./shared/published.ts";

const USAGE = `deno task pack [--for npm|jsr] [--to FOLDER]

Writes what others can depend on:
  --for npm       nearzero-VERSION.tgz, the exact side and the samplers: ES modules with types, for Node and bundlers
                  (unless told)
  --for jsr       nearzero-VERSION/, all of the kit as Deno takes it: in there, deno publish sends it to JSR
  --to FOLDER     where to; the working folder unless told

Such as: deno task pack --to /tmp && npm install /tmp/nearzero-*.tgz`;

/** The topics that need neither Deno nor a tensor backend, in the order of their dependence. */
export const npmTopics: readonly string[] = [
  "numerics",
  "schedules",
  "conditioning",
  "oracle",
  "lipschitz",
  "samplers",
];

const COMPILER: ts.CompilerOptions = {
  strict: true,
  declaration: true,
  rewriteRelativeImportExtensions: true,
  skipLibCheck: true,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  target: ts.ScriptTarget.ES2023,
  lib: ["lib.esnext.d.ts", "lib.dom.d.ts"],
  types: [],
};

/** The parts of deno.json that say what a package is. */
interface Config {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly imports: Readonly<Record<string, string>>;
}

/**
 * What the npm package holds.
 * @returns The text of each file by its path in the package, package.json among them.
 * @throws {Error} "Cannot pack FILE: …" if a file imports what is not among the dependencies of deno.json.
 */
export async function npmFiles(): Promise<Map<string, string>> {
  const files = new Map<string, string>(), root = join(checkout, "lib");
  const faces = npmTopics.map((topic) => join(root, topic, "mod.ts"));
  const program = ts.createProgram(faces, { ...COMPILER, rootDir: root, outDir: "lib" });
  program.emit(undefined, (path, text) => {
    // The compiler rewrites what runs, not what declares.
    const typed = path.endsWith(".d.ts") ? text.replace(/(from "|import\(")(\.[^"]+)\.ts"/g, '$1$2.js"') : text;
    files.set(path.replaceAll("\\", "/"), typed);
  });
  files.set("lib/mod.js", npmTopics.map((topic) => `export * from "./${topic}/mod.js";\n`).join(""));
  files.set("lib/mod.d.ts", files.get("lib/mod.js")!);
  const config = JSON.parse(await Deno.readTextFile(join(checkout, "deno.json"))) as Config;
  files.set("package.json", JSON.stringify(manifest(config, files), null, 2) + "\n");
  for (const name of ["README.md", "LICENSE"]) files.set(name, await Deno.readTextFile(join(checkout, name)));
  return files;
}

/**
 * Packs files as npm does.
 * @param files Their texts by path.
 * @returns A gzipped tar archive with everything under `package/`; the same files give the same bytes.
 */
export async function npmTarball(files: ReadonlyMap<string, string>): Promise<Uint8Array<ArrayBuffer>> {
  const archive = pack(), chunks: Uint8Array[] = [];
  for (const [name, text] of [...files].sort(([a], [b]) => a < b ? -1 : 1)) {
    archive.entry({ name: `package/${name}`, mtime: new Date(0) }, text);
  }
  archive.finalize();
  for await (const chunk of archive) chunks.push(chunk as Uint8Array);
  return new Uint8Array(gzipSync(Buffer.concat(chunks)));
}

function manifest({ name, version, license, imports }: Config, files: ReadonlyMap<string, string>): unknown {
  const entry = (path: string) => ({ types: `./lib/${path}.d.ts`, default: `./lib/${path}.js` });
  return {
    name: name.replace(/^@\w+\//, ""),
    version,
    license,
    description: "Diffusion models near t = 0, exactly: schedules, ideal predictors, Lipschitz estimators and samplers",
    type: "module",
    sideEffects: false,
    engines: { node: ">=20" },
    exports: {
      ".": entry("mod"),
      ...Object.fromEntries(npmTopics.map((topic) => [`./${topic}`, entry(`${topic}/mod`)])),
      "./package.json": "./package.json",
    },
    types: "./lib/mod.d.ts",
    dependencies: dependencies(imports, files),
  };
}

/** The packages that the files import, each of the version that the kit pins. */
function dependencies(
  imports: Readonly<Record<string, string>>,
  files: ReadonlyMap<string, string>,
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [path, text] of files) {
    for (const target of importsOf(text)) {
      if (target.startsWith(".")) continue;
      const name = /^(?:@[^/]+\/)?[^/]+/.exec(target)![0];
      const pinned = /^npm:\/?(?:@[\w-]+\/)?[\w.-]+@([\w.-]+)/.exec(imports[name] ?? "");
      if (pinned === null) throw new Error(`Cannot pack ${path}: it imports ${name}, which deno.json does not pin`);
      found[name] = pinned[1];
    }
  }
  return Object.fromEntries(Object.entries(found).sort());
}

/**
 * What a module of the package imports.
 * @param text JavaScript, or declarations of types.
 * @returns The specifiers, of imports at run time and of types.
 */
export function importsOf(text: string): string[] {
  const found = text.matchAll(/^(?:import|export)\b[^;"=]*?\bfrom\s*"([^"]+)"|\bimport\("([^"]+)"\)/gm);
  return [...found].map(([, fixed, later]) => fixed ?? later);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      help: { type: "boolean", short: "h", default: false },
      for: { type: "string", default: "npm" },
      to: { type: "string", default: "." },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  checkKnown("pack", "--for", values.for, ["npm", "jsr"]);
  const said = await (values.for === "npm" ? packNpm : packJsr)(resolve(values.to));
  console.log(`Wrote ${said}`);
  return 0;
}

async function packNpm(folder: string): Promise<string> {
  const files = await npmFiles(), { name, version } = JSON.parse(files.get("package.json")!);
  const path = join(folder, `${name}-${version}.tgz`), bytes = await npmTarball(files);
  await writeFileAtomic(path, bytes);
  return `${path}: ${files.size} files, ${megabytes(bytes.length)}`;
}

async function packJsr(folder: string): Promise<string> {
  const files = await publishedFiles(), { version } = JSON.parse(new TextDecoder().decode(files.get("deno.json")));
  const path = join(folder, `nearzero-${version}`);
  // What is there of an earlier version would be published too.
  if (await Deno.stat(path).then(() => true, () => false)) {
    throw new Error(`Cannot pack: ${path} is there already; remove it first`);
  }
  let size = 0;
  for (const [name, bytes] of files) {
    await Deno.mkdir(dirname(join(path, name)), { recursive: true });
    await writeFileAtomic(join(path, name), bytes);
    size += bytes.length;
  }
  return `${path}: ${files.size} files, ${megabytes(size)}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

if (import.meta.main) await runCommand(main, USAGE);
