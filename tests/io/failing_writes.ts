/**
 * A disk that is full.
 * @module
 */

/**
 * Lets files take so many more bytes, then none, until disposed of.
 * @param bytes How many.
 * @returns What ends it.
 */
export function failingWrites(bytes: number): Disposable {
  const { write } = Deno.FsFile.prototype;
  let left = bytes;
  Deno.FsFile.prototype.write = function (piece) {
    if (left === 0) return Promise.reject(new Error("No space left on device (os error 28)"));
    const part = piece.subarray(0, left);
    left -= part.length;
    return write.call(this, part);
  };
  return { [Symbol.dispose]: () => void (Deno.FsFile.prototype.write = write) };
}
