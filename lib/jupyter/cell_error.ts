/**
 * What went wrong in a cell, and where: Deno's kernel names lines of the transpiled code, and of a cell that it cannot
 * parse it says nothing at all.
 * @module
 */
import { SourceMap } from "node:module";

/** A place in a cell. */
export interface CellPosition {
  /** The line, counted from 1. */
  readonly line: number;
  /** The column, counted from 1. */
  readonly column: number;
}

/** An error of parsing. */
export interface ParseError extends Partial<CellPosition> {
  /** What the parser says. */
  readonly message: string;
}

/**
 * Finds out why a cell cannot be parsed.
 * @param source The cell's text.
 * @param deno The deno to ask; this one by default.
 * @returns The parser's message and place; without a place where the parser finds no fault.
 */
export async function explainParseError(source: string, deno: string = Deno.execPath()): Promise<ParseError> {
  const process = new Deno.Command(deno, {
    args: ["fmt", "--ext", "ts", "--no-config", "-"],
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(source)).then(() => writer.close()).catch(() => {});
  const said = new TextDecoder().decode((await process.output()).stderr);
  const message = /SyntaxError: (.*)/.exec(said)?.[1];
  const place = /_stdin\.ts:(\d+):(\d+)/.exec(said);
  if (message === undefined) {
    return { message: "Deno does not run the cell and gives no reason; a name may be declared twice in it" };
  }
  return place === null ? { message } : { message, line: Number(place[1]), column: Number(place[2]) };
}

/**
 * Finds the line of a cell from which an error was thrown.
 *
 * The cell is transpiled once more, as the kernel does it, and the place is traced back through the source map.
 *
 * @param source The cell's text.
 * @param traceback The error's stack as the kernel reports it.
 * @param deno The deno that ran it; this one by default.
 * @returns The place in the cell, or undefined where the stack names none.
 */
export async function locateError(
  source: string,
  traceback: readonly string[],
  deno: string = Deno.execPath(),
): Promise<CellPosition | undefined> {
  // The outermost frame is this cell's own; inner ones may be functions that an earlier cell has defined.
  const frame = [...traceback.join("\n").matchAll(/<anonymous>:(\d+):(\d+)/g)].at(-1);
  if (frame === undefined) return undefined;
  const map = await sourceMap(source, deno);
  if (map === undefined) return undefined;
  const entry = map.findEntry(Number(frame[1]) - 1, Number(frame[2]) - 1);
  if (!("originalLine" in entry) || entry.originalLine === undefined) return undefined;
  return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}

async function sourceMap(source: string, deno: string): Promise<SourceMap | undefined> {
  const folder = await Deno.makeTempDir({ prefix: "nearzero-cell-" });
  try {
    await Deno.writeTextFile(`${folder}/cell.ts`, source);
    // The kernel keeps imports that are never used; by default the transpiler drops them, and lines would shift.
    await Deno.writeTextFile(`${folder}/deno.json`, `{ "compilerOptions": { "verbatimModuleSyntax": true } }`);
    const { success } = await new Deno.Command(deno, {
      args: ["transpile", "--quiet", "--no-lock", "--source-map", "separate", "--outdir", "out", "cell.ts"],
      cwd: folder,
      stdout: "null",
      stderr: "null",
    }).output();
    if (!success) return undefined;
    return new SourceMap(JSON.parse(await Deno.readTextFile(`${folder}/out/cell.js.map`)));
  } catch {
    // Without `deno transpile` the place stays unknown; the error itself is reported all the same.
    return undefined;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
