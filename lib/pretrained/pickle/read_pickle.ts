/**
 * Reading Python's pickles without running them.
 *
 * A pickle is a program for a small stack machine (Python's pickletools describes each of its operations). This one makes
 * plain data alone: a name stays a name, and a call that the program asks for becomes a record of it.
 * @module
 */
import { Cursor } from "./cursor.ts";
import { describePickle, PickleGlobal, PickleRecord, PickleReference, type PickleValue } from "./values.ts";

/** A pickle's value, and where in the bytes it ended. */
export interface ReadPickle {
  /** The value. */
  readonly value: PickleValue;
  /** The byte after its last. */
  readonly end: number;
}

/** Work is counted in entries moved; a file may ask for so many for each of its bytes. */
const WORK_PER_BYTE = 16;

/**
 * Reads one pickle of any protocol to 5.
 * @param bytes Bytes that hold it.
 * @param path Their file, for errors.
 * @param start Where it begins.
 * @returns The value.
 * @throws {SyntaxError} "Cannot read PATH: … at byte N" if it is damaged, cut short, or asks for more work than any honest
 * pickle of its length.
 */
export function readPickle(bytes: Uint8Array, path: string, start: number = 0): ReadPickle {
  return new Machine(new Cursor(bytes, path, start)).run();
}

/** Where a list of values began. */
const MARK = Symbol("mark");
type Slot = PickleValue | typeof MARK;

class Machine {
  readonly #in: Cursor;
  readonly #memo = new Map<number, PickleValue>();
  readonly #most: number;
  #stack: Slot[] = [];
  #work = 0;

  constructor(cursor: Cursor) {
    this.#in = cursor;
    this.#most = 1e5 + WORK_PER_BYTE * cursor.bytes.length;
  }

  run(): ReadPickle {
    const { bytes } = this.#in;
    while (this.#in.at < bytes.length) {
      const at = this.#in.at, code = this.#in.u8();
      if (code === 0x2e) return { value: this.#pop(), end: this.#in.at };
      this.#step(code, at);
    }
    throw this.#in.fail("the pickle is cut short");
  }

  #step(code: number, at: number): void {
    const input = this.#in;
    switch (code) {
      case 0x80: { // PROTO
        const protocol = input.u8();
        if (protocol > 5) throw input.fail(`pickle protocol ${protocol} is not known`, at);
        return;
      }
      case 0x95: // FRAME: only says how much could be read ahead.
        input.u64();
        return;
      case 0x28: // MARK
        this.#stack.push(MARK);
        return;
      case 0x30: // POP
        if (this.#stack.length === 0) throw input.fail("the stack is empty", at);
        this.#stack.pop();
        return;
      case 0x31: // POP_MARK
        this.#popMark();
        return;
      case 0x32: // DUP
        return this.#push(this.#top());
      case 0x4e:
        return this.#push(null);
      case 0x88:
        return this.#push(true);
      case 0x89:
        return this.#push(false);
      case 0x49: { // INT, which also spells booleans
        const line = input.line();
        return this.#push(line === "01" ? true : line === "00" ? false : this.#integer(line, at));
      }
      case 0x4c: // LONG
        return this.#push(this.#integer(input.line().replace(/L$/, ""), at));
      case 0x4a:
        return this.#push(input.i32());
      case 0x4b:
        return this.#push(input.u8());
      case 0x4d:
        return this.#push(input.u16());
      case 0x8a:
        return this.#push(input.long(input.u8()));
      case 0x8b:
        return this.#push(input.long(input.u32()));
      case 0x46: { // FLOAT
        const line = input.line(), value = Number(line);
        if (line.trim() === "" || Number.isNaN(value) && line !== "nan") throw input.fail(`"${line}" is no number`, at);
        return this.#push(value);
      }
      case 0x47:
        return this.#push(input.f64());
      case 0x53: { // STRING: quoted, with escapes, which no file of networks has
        const line = input.line();
        if (!/^(['"])[^\\]*\1$/.test(line)) throw input.fail("a string is not quoted, or has escapes", at);
        return this.#push(line.slice(1, -1));
      }
      case 0x54:
        return this.#push(input.latin(input.u32()));
      case 0x55:
        return this.#push(input.latin(input.u8()));
      case 0x56:
        return this.#push(input.line());
      case 0x58:
        return this.#push(input.text(input.u32()));
      case 0x8c:
        return this.#push(input.text(input.u8()));
      case 0x8d:
        return this.#push(input.text(input.u64()));
      case 0x42:
        return this.#push(input.take(input.u32()));
      case 0x43:
        return this.#push(input.take(input.u8()));
      case 0x8e:
      case 0x96:
        return this.#push(input.take(input.u64()));
      case 0x5d:
      case 0x29:
        return this.#push([]);
      case 0x7d:
        return this.#push(new Map());
      case 0x8f:
        return this.#push(new Set());
      case 0x61: { // APPEND
        const value = this.#pop();
        this.#list(at).push(value);
        return;
      }
      case 0x65: { // APPENDS
        const values = this.#popMark();
        const list = this.#list(at);
        for (const value of values) list.push(value);
        return;
      }
      case 0x6c: // LIST
      case 0x74: // TUPLE
        return this.#push(this.#popMark());
      case 0x85:
        return this.#tuple(1);
      case 0x86:
        return this.#tuple(2);
      case 0x87:
        return this.#tuple(3);
      case 0x64: // DICT
        return this.#push(this.#setItems(new Map(), this.#popMark(), at));
      case 0x73: { // SETITEM
        const value = this.#pop(), key = this.#pop();
        this.#setItems(this.#dictionary(at), [key, value], at);
        return;
      }
      case 0x75: { // SETITEMS
        const items = this.#popMark();
        this.#setItems(this.#dictionary(at), items, at);
        return;
      }
      case 0x90: { // ADDITEMS
        const items = this.#popMark(), set = this.#top();
        if (!(set instanceof Set)) throw input.fail(`items are added to ${describePickle(set)}`, at);
        items.forEach((item) => set.add(item));
        return;
      }
      case 0x91: // FROZENSET
        return this.#push(new Set(this.#popMark()));
      case 0x67:
        return this.#push(this.#recall(this.#index(input.line(), at), at));
      case 0x68:
        return this.#push(this.#recall(input.u8(), at));
      case 0x6a:
        return this.#push(this.#recall(input.u32(), at));
      case 0x70:
        return void this.#memo.set(this.#index(input.line(), at), this.#top());
      case 0x71:
        return void this.#memo.set(input.u8(), this.#top());
      case 0x72:
        return void this.#memo.set(input.u32(), this.#top());
      case 0x94: // MEMOIZE
        return void this.#memo.set(this.#memo.size, this.#top());
      case 0x63: // GLOBAL
        return this.#push(new PickleGlobal(input.line(), input.line()));
      case 0x93: { // STACK_GLOBAL
        const name = this.#pop(), module = this.#pop();
        if (typeof name !== "string" || typeof module !== "string") throw input.fail("a global has no name", at);
        return this.#push(new PickleGlobal(module, name));
      }
      case 0x52: // REDUCE
      case 0x81: { // NEWOBJ
        const args = this.#pop(), of = this.#pop();
        return this.#push(this.#call(of, this.#arguments(args, at)));
      }
      case 0x92: { // NEWOBJ_EX
        const named = this.#pop(), args = this.#pop(), of = this.#pop();
        const list = this.#arguments(args, at);
        this.#spend(list.length);
        return this.#push(this.#call(of, [...list, named]));
      }
      case 0x69: { // INST
        const of = new PickleGlobal(input.line(), input.line());
        return this.#push(this.#call(of, this.#popMark()));
      }
      case 0x6f: { // OBJ
        const [of, ...args] = this.#popMark();
        if (of === undefined) throw input.fail("an object is made of nothing", at);
        return this.#push(this.#call(of, args));
      }
      case 0x62: { // BUILD
        const state = this.#pop(), object = this.#top();
        // A dictionary with a state is an OrderedDict with attributes, such as a state dict's _metadata: not needed.
        if (object instanceof PickleRecord) object.state = state;
        else if (!(object instanceof Map)) throw input.fail(`${describePickle(object)} is given a state`, at);
        return;
      }
      case 0x50: // PERSID
        return this.#push(new PickleReference(input.line()));
      case 0x51: // BINPERSID
        return this.#push(new PickleReference(this.#pop()));
      default:
        throw input.fail(`operation 0x${code.toString(16).padStart(2, "0")} is not known`, at);
    }
  }

  /** Ordered dictionaries and sets are what they hold; everything else is noted as a call. */
  #call(of: PickleValue, args: readonly PickleValue[]): PickleValue {
    const path = of instanceof PickleGlobal ? of.path : "";
    if (path === "collections.OrderedDict" && args.length === 0) return new Map();
    const [pairs] = args;
    if (path === "collections.OrderedDict" && args.length === 1 && Array.isArray(pairs)) {
      this.#spend(pairs.length);
      if (pairs.every((pair) => Array.isArray(pair) && pair.length === 2)) {
        return new Map(pairs as [PickleValue, PickleValue][]);
      }
    }
    return new PickleRecord(of, args);
  }

  #arguments(args: PickleValue, at: number): PickleValue[] {
    if (!Array.isArray(args)) throw this.#in.fail(`the arguments of a call are ${describePickle(args)}`, at);
    return args;
  }

  #push(value: PickleValue): void {
    this.#spend(1);
    this.#stack.push(value);
  }

  #pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined || value === MARK) throw this.#in.fail("a value is missing on the stack");
    return value;
  }

  #top(): PickleValue {
    const value = this.#stack.at(-1);
    if (value === undefined || value === MARK) throw this.#in.fail("a value is missing on the stack");
    return value;
  }

  #popMark(): PickleValue[] {
    const mark = this.#stack.lastIndexOf(MARK);
    if (mark < 0) throw this.#in.fail("a mark is missing on the stack");
    this.#spend(this.#stack.length - mark);
    return this.#stack.splice(mark).slice(1) as PickleValue[];
  }

  #tuple(count: number): void {
    const values = Array.from({ length: count }, () => this.#pop()).reverse();
    this.#push(values);
  }

  #list(at: number): PickleValue[] {
    const list = this.#top();
    if (list instanceof PickleRecord) return list.elements;
    if (!Array.isArray(list)) throw this.#in.fail(`a value is appended to ${describePickle(list)}`, at);
    return list;
  }

  #dictionary(at: number): Map<PickleValue, PickleValue> {
    const dictionary = this.#top();
    if (dictionary instanceof Map) return dictionary;
    if (dictionary instanceof PickleRecord) return dictionary.entries;
    throw this.#in.fail(`an entry is set in ${describePickle(dictionary)}`, at);
  }

  #setItems(to: Map<PickleValue, PickleValue>, items: PickleValue[], at: number): Map<PickleValue, PickleValue> {
    if (items.length % 2 !== 0) throw this.#in.fail("a key has no value", at);
    for (let i = 0; i < items.length; i += 2) to.set(items[i], items[i + 1]);
    return to;
  }

  #recall(index: number, at: number): PickleValue {
    const value = this.#memo.get(index);
    if (value === undefined) throw this.#in.fail(`memo ${index} is empty`, at);
    return value;
  }

  #index(text: string, at: number): number {
    if (!/^\d{1,9}$/.test(text)) throw this.#in.fail(`"${text}" is no place of the memo`, at);
    return Number(text);
  }

  #integer(text: string, at: number): number | bigint {
    if (!/^-?\d{1,600}$/.test(text)) throw this.#in.fail("an integer has other characters", at);
    const small = Number(text);
    return Number.isSafeInteger(small) ? small : BigInt(text);
  }

  #spend(work: number): void {
    this.#work += work;
    if (this.#work > this.#most) throw this.#in.fail("the pickle asks for more work than its length can honestly need");
  }
}
