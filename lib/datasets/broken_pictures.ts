/**
 * Keeping count of the pictures that cannot be decoded.
 * @module
 */
import { badFile } from "../io/read.ts";

/** The pictures of a folder or archive that turned out to be undecodable, up to a share of all. */
export class BrokenPictures {
  readonly #path: string;
  readonly #names: readonly string[];
  readonly #share: number;
  readonly #why = new Map<number, string>();

  /**
   * None is broken yet.
   * @param path The folder or archive, for messages.
   * @param names The paths of all pictures in it.
   * @param share The share that may be broken, in [0, 1].
   */
  constructor(path: string, names: readonly string[], share: number = 0.01) {
    [this.#path, this.#names, this.#share] = [path, names, share];
  }

  /**
   * Counts a picture, once.
   * @param index Which.
   * @param error Why it cannot be decoded.
   * @throws {SyntaxError} If that makes more than the share.
   */
  add(index: number, error: Error): void {
    this.#why.set(index, error.message.split("\n")[0]);
    if (this.#why.size > this.#share * this.#names.length) throw this.tooMany();
  }

  /**
   * Whether a picture has been counted.
   * @param index Which.
   * @returns Whether it is known to be broken.
   */
  has(index: number): boolean {
    return this.#why.has(index);
  }

  /** How many there are. */
  get count(): number {
    return this.#why.size;
  }

  /** The first one that was met: its path and why it cannot be decoded. */
  get first(): string {
    const [index, why] = [...this.#why][0];
    return `${this.#names[index]}: ${why}`;
  }

  /**
   * The broken pictures' paths.
   * @returns Sorted as all pictures are.
   */
  names(): string[] {
    return [...this.#why.keys()].sort((a, b) => a - b).map((i) => this.#names[i]);
  }

  /**
   * The error that ends the reading.
   * @returns How many of how many, and the first one with its reason.
   */
  tooMany(): SyntaxError {
    const share = `${this.count} of ${this.#names.length} pictures cannot be decoded (${100 * this.#share} % may)`;
    return badFile(this.#path, `${share}, ${this.first}`);
  }
}
