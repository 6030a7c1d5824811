/**
 * How much decompressed data may come out of compressed data: enough for what is meant, too little for what is not.
 * @module
 */

/** Bytes that any file may unpack to. */
const HARMLESS = 64 * 2 ** 20;
/** Masks and drawings in a few colours reach a hundred times; deflate could do a thousand, for zeros alone. */
const MOST_RATIO = 256;

/**
 * The most bytes that compressed data may unpack to: 64 MiB, or 256 times what they take where that is more.
 * @param stored Bytes of the compressed data.
 * @returns The bytes.
 */
export function mostUnpacked(stored: number): number {
  return Math.max(HARMLESS, MOST_RATIO * stored);
}

/**
 * The words for data that pass {@linkcode mostUnpacked}.
 * @param stored Bytes of the compressed data.
 * @param size Bytes that they unpack to, or would.
 * @returns Why they are refused, and the way out.
 */
export function unpackedTooFar(stored: number, size: number): string {
  return `${stored} bytes unpack to ${size} or more, over ${MOST_RATIO} times as many; unpack it by hand if that is meant`;
}
