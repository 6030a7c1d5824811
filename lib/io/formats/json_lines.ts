/**
 * JSON lines: one value to a line, so that a file can grow and a line that a killed process left unfinished does no harm.
 * @module
 */
import { parseJson, readIfThere } from "../read.ts";

/** What is done where a growing file is damaged, as a crash of the machine may leave it. */
export interface GrowingFileOptions {
  /** Is told what is wrong, and what comes before it is read; without it, damage is an error. */
  readonly onDamaged?: (error: SyntaxError) => void;
}

/** A value of a file and where its line ends. */
export interface JsonLine {
  /** The value. */
  readonly value: unknown;
  /** The byte after the line. */
  readonly end: number;
}

/**
 * Writes a value as a line.
 * @param value What JSON can hold; NaN and infinities become null.
 * @returns The line with its end.
 */
export function jsonLine(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value) + "\n");
}

/**
 * Reads the lines of a file; a last one without its end is left out.
 * @param path The file; one that is missing has no lines.
 * @param options What is done where it is damaged.
 * @returns The values in order.
 * @throws {SyntaxError} "Cannot read PATH: … at byte N" where a line is not JSON.
 * @throws {Error} "Cannot read PATH: …" where the file cannot be opened.
 */
export async function readJsonLines(path: string, { onDamaged }: GrowingFileOptions = {}): Promise<JsonLine[]> {
  const bytes = await readIfThere(path),
    lines: JsonLine[] = [],
    decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  for (let start = 0;;) {
    const newline = bytes.indexOf(10, start);
    if (newline < 0) return lines;
    const end = newline + 1;
    try {
      lines.push({ value: parseJson(decoder.decode(bytes.subarray(start, newline)), path, start), end });
    } catch (error) {
      if (onDamaged === undefined || !(error instanceof SyntaxError)) throw error;
      onDamaged(error);
      return lines;
    }
    start = end;
  }
}
