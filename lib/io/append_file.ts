/**
 * Files that grow by whole records, each forced to the disk before the next.
 * @module
 */
import { dirname } from "node:path";

/** A file that is written at its end only. */
export class AppendFile implements Disposable {
  readonly #path: string;
  readonly #file: Deno.FsFile;
  #size: number;

  private constructor(path: string, file: Deno.FsFile, size: number) {
    this.#path = path;
    this.#file = file;
    this.#size = size;
  }

  /**
   * Opens a file and cuts it.
   * @param path The file; it and missing folders are made.
   * @param size How many bytes of it stay, at most as many as there are.
   * @returns The file, to be written from there on.
   * @throws {Error} "Cannot write PATH: …" where it cannot be opened or cut.
   */
  static async open(path: string, size: number): Promise<AppendFile> {
    try {
      await Deno.mkdir(dirname(path), { recursive: true });
      const file = await Deno.open(path, { write: true, create: true });
      const opened = new AppendFile(path, file, size);
      await file.truncate(size);
      await file.seek(size, Deno.SeekMode.Start);
      return opened;
    } catch (error) {
      throw cannotWrite(path, error);
    }
  }

  /**
   * Appends a record and waits until it is on the disk.
   * @param bytes The record.
   * @throws {Error} "Cannot write PATH: …"; the file is then what it was before.
   */
  async append(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length;) at += await this.#file.write(bytes.subarray(at));
      await this.#file.syncData();
      this.#size += bytes.length;
    } catch (error) {
      await this.#file.truncate(this.#size).catch(() => {});
      await this.#file.seek(this.#size, Deno.SeekMode.Start).catch(() => {});
      throw cannotWrite(this.#path, error);
    }
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#file.close();
  }
}

function cannotWrite(path: string, error: unknown): Error {
  return new Error(`Cannot write ${path}: ${error instanceof Error ? error.message : error}`, { cause: error });
}
