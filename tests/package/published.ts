/**
 * The kit as others get it.
 * @module
 */
import { dirname, extname, join } from "node:path";
import { checkout } from "../../lib/io/checkout.ts";
import { publishedFiles } from "../../lib/tasks/shared/published.ts";

let once: ReturnType<typeof publishedFiles> | undefined;

/** What {@linkcode publishedFiles} gives, made once for all tests of a file. */
export function published(): ReturnType<typeof publishedFiles> {
  return once ??= publishedFiles();
}

const config = JSON.parse(await Deno.readTextFile(join(checkout, "deno.json")));

/** A module with what deno.json maps written out, as a registry serves it. */
export function unfurled(text: string): string {
  return text.replace(
    /(\bfrom |\bimport |\bimport\(|import\.meta\.resolve\(|@ts-types=)"([@a-z][^":]*)"/g,
    (whole, before, name) => {
      const to = mapped(name);
      return to === undefined ? whole : `${before}"${to}"`;
    },
  );
}

function mapped(name: string): string | undefined {
  const { imports } = config as { imports: Record<string, string> };
  if (imports[name] !== undefined) return imports[name];
  const folder = Object.keys(imports).find((key) => key.endsWith("/") && name.startsWith(key));
  if (folder !== undefined) return imports[folder] + name.slice(folder.length);
  const whole = Object.keys(imports).find((key) => name.startsWith(`${key}/`) && imports[key].startsWith("npm:"));
  return whole && imports[whole] + name.slice(whole.length);
}

const types: Readonly<Record<string, string>> = { ".ts": "text/typescript", ".json": "application/json" };

/** Serves the published files; closes with the block. */
export async function servePublished(): Promise<{ readonly base: string } & AsyncDisposable> {
  const files = await published();
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, ({ url }) => {
    const { pathname } = new URL(url), bytes = files.get(pathname.slice(1)), ending = extname(pathname);
    if (bytes === undefined) return new Response(null, { status: 404 });
    const body = ending === ".ts" ? unfurled(new TextDecoder().decode(bytes)) : bytes;
    return new Response(body, { headers: { "content-type": types[ending] ?? "application/octet-stream" } });
  });
  return { base: `http://127.0.0.1:${server.addr.port}/`, [Symbol.asyncDispose]: () => server.shutdown() };
}

/** Runs a command in a folder. */
export async function runIn(
  folder: string,
  command: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<{
  readonly ok: boolean;
  readonly out: string;
}> {
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args,
    cwd: folder,
    env: { NO_COLOR: "1", NEARZERO_FIGURES: "", NEARZERO_NOTEBOOK: "", ...env },
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { ok: success, out: success ? text(stdout) : text(stdout) + text(stderr) };
}

/** Writes files into a new folder, which goes with the block. */
export async function projectOf(files: Record<string, string>): Promise<{ readonly folder: string } & AsyncDisposable> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "nearzero_project_" }));
  for (const [name, text] of Object.entries(files)) {
    await Deno.mkdir(dirname(join(folder, name)), { recursive: true });
    await Deno.writeTextFile(join(folder, name), text);
  }
  return { folder, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}
