/**
 * SHA-256 of bytes, and of files read piece by piece.
 * @module
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/**
 * The SHA-256 of bytes in memory.
 * @param bytes The bytes, or text as UTF-8.
 * @returns 64 hexadecimal digits in lower case.
 */
export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * The SHA-256 of a file, whatever its size, in a fixed amount of memory.
 * @param path The file.
 * @returns 64 hexadecimal digits in lower case.
 * @throws {Error} "Cannot read PATH: …" where the file cannot be read.
 */
export async function sha256File(path: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece);
  } catch (error) {
    throw new Error(`Cannot read ${path}: ${(error as Error).message}`, { cause: error });
  }
  return hash.digest("hex");
}
