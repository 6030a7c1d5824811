/** What a fuzzer needs to know of a parser. */
import type { Dice } from "./dice.ts";

export interface FuzzTarget {
  /** The parser's name on the command line. */
  readonly name: string;
  /** Makes an input: one that is well-formed, or nearly so, with its checksums set right where it has such. */
  make(dice: Dice): Uint8Array | Promise<Uint8Array>;
  /** Reads it, from memory or from the file that holds it. Throws where it is refused. */
  read(bytes: Uint8Array, path: string): unknown;
  /** It reads from memory alone: no file is written. */
  readonly inMemory?: boolean;
  /** How the file is called, where the ending matters. */
  readonly file?: string;
  /** How often what was made is damaged once more, byte by byte; 0.5 unless told. */
  readonly damage?: number;
  /** Bytes of memory that reading may take at its peak, beyond what the process has; 300 MB unless told. */
  readonly mostBytes?: number;
}

/** The house's errors: of a kind that says whose fault it is, and "Cannot X: Y". */
export function isTyped(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // What the engine says by itself begins alike.
  if (/^Cannot (read|set) propert|^Cannot (convert|destructure|mix|access|assign|delete|define)/.test(error.message)) {
    return false;
  }
  if (/call stack|allocation failed|[Ii]nvalid (typed )?array/.test(error.message)) return false;
  return /^Cannot .+?: /s.test(error.message);
}
