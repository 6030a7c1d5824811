/**
 * Reading numbers and text out of bytes whose end is watched.
 * @module
 */
import { badFile } from "../../io/read.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });
const latin1 = new TextDecoder("latin1");

/** A place in bytes, which moves as they are read. */
export class Cursor {
  readonly #view: DataView;

  /**
   * Starts at a place.
   * @param bytes The bytes.
   * @param path The file, for errors.
   * @param at Where to begin.
   */
  constructor(readonly bytes: Uint8Array, readonly path: string, public at: number = 0) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /**
   * The error for what stands at the cursor.
   * @param why What is wrong.
   * @param at Where, if not at the cursor.
   * @returns "Cannot read PATH: WHY at byte N".
   */
  fail(why: string, at: number = this.at): SyntaxError {
    return badFile(this.path, why, at);
  }

  /**
   * The next bytes, as a view.
   * @param count How many.
   * @returns The bytes.
   * @throws {SyntaxError} If there are not so many.
   */
  take(count: number): Uint8Array {
    const left = this.bytes.length - this.at;
    if (count > left) throw this.fail(`${count} bytes are announced where ${left} are left`);
    return this.bytes.subarray(this.at, this.at += count);
  }

  /** The next byte. */
  u8(): number {
    return this.take(1)[0];
  }

  /** Two bytes, the lowest first. */
  u16(): number {
    this.take(2);
    return this.#view.getUint16(this.at - 2, true);
  }

  /** Four bytes, the lowest first. */
  u32(): number {
    this.take(4);
    return this.#view.getUint32(this.at - 4, true);
  }

  /** Four bytes with a sign, the lowest first. */
  i32(): number {
    return this.u32() | 0;
  }

  /** Eight bytes, the lowest first. */
  u64(): number {
    this.take(8);
    return Number(this.#view.getBigUint64(this.at - 8, true));
  }

  /** A float64, the highest byte first. */
  f64(): number {
    this.take(8);
    return this.#view.getFloat64(this.at - 8, false);
  }

  /**
   * A line, without its end.
   * @returns The text.
   * @throws {SyntaxError} If no end is near.
   */
  line(): string {
    const end = this.bytes.indexOf(10, this.at);
    if (end < 0 || end - this.at > 4096) throw this.fail("a line does not end");
    const text = latin1.decode(this.bytes.subarray(this.at, end));
    this.at = end + 1;
    return text;
  }

  /**
   * Text in UTF-8.
   * @param count Its bytes.
   * @returns The text.
   * @throws {SyntaxError} If it is not UTF-8.
   */
  text(count: number): string {
    const bytes = this.take(count);
    try {
      return utf8.decode(bytes);
    } catch {
      throw this.fail("text is not UTF-8", this.at - count);
    }
  }

  /**
   * Text of which each byte is a character.
   * @param count Its bytes.
   * @returns The text.
   */
  latin(count: number): string {
    return latin1.decode(this.take(count));
  }

  /**
   * A whole number in two's complement, the lowest byte first.
   * @param count Its bytes.
   * @returns A number, or a bigint past 2⁵³.
   * @throws {SyntaxError} If it has more bytes than any number that is meant.
   */
  long(count: number): number | bigint {
    if (count > 256) throw this.fail(`an integer of ${count} bytes`);
    const bytes = this.take(count);
    let value = 0n;
    for (let i = count - 1; i >= 0; i--) value = value << 8n | BigInt(bytes[i]);
    const whole = BigInt.asIntN(8 * count, value), small = Number(whole);
    return Number.isSafeInteger(small) ? small : whole;
  }
}
