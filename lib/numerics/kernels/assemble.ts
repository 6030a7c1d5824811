/**
 * A very small WebAssembly assembler: enough to write loops over vectors of float64 or float32 without a compiler or a
 * binary in the repository (WebAssembly Core Specification 3.0, section 5; vector instructions, relaxed ones included,
 * section 5.4.8).
 * @module
 */
import { numberBytes, section, signed, text, unsigned } from "./encoding.ts";
import { type Binary, type Lanes, opcodes, type Shift, vectorOpcode } from "./opcodes.ts";

const I32 = 0x7f, V128 = 0x7b;

/** A local variable of a function under assembly. */
export type Local = number;

/** One function under assembly: its parameters are all i32, it returns nothing. */
export class Assembly {
  /** The function's exported name. */
  readonly name: string;
  /** How many i32 parameters it takes. */
  readonly parameters: number;
  readonly #types: number[] = [];
  readonly #code: number[] = [];

  /**
   * Begins a function.
   * @param name The name under which it is exported.
   * @param parameters How many i32 parameters it takes; they are locals 0, 1, ….
   */
  constructor(name: string, parameters: number) {
    this.name = name;
    this.parameters = parameters;
  }

  /**
   * Declares an i32 local.
   * @returns The local.
   */
  integer(): Local {
    return this.parameters + this.#types.push(I32) - 1;
  }

  /**
   * Declares a local that holds two float64 or four float32.
   * @returns The local.
   */
  vector(): Local {
    return this.parameters + this.#types.push(V128) - 1;
  }

  /**
   * Sets an i32 local to a constant.
   * @param to The local set.
   * @param value The constant.
   */
  set(to: Local, value: number): void {
    this.#emit(0x41, ...signed(value), 0x21, ...unsigned(to));
  }

  /**
   * Sets an i32 local to the sum of a local and a constant.
   * @param to The local set.
   * @param from The local read.
   * @param add The constant.
   */
  offset(to: Local, from: Local, add: number): void {
    this.#emit(0x20, ...unsigned(from), 0x41, ...signed(add), 0x6a, 0x21, ...unsigned(to));
  }

  /**
   * Sets an i32 local to the sum of two locals.
   * @param to The local set.
   * @param a The first summand.
   * @param b The second summand.
   */
  sum(to: Local, a: Local, b: Local): void {
    this.#emit(0x20, ...unsigned(a), 0x20, ...unsigned(b), 0x6a, 0x21, ...unsigned(to));
  }

  /**
   * Sets an i32 local to a local shifted left.
   * @param to The local set.
   * @param from The local read.
   * @param bits By how many bits.
   */
  shift(to: Local, from: Local, bits: number): void {
    this.#emit(0x20, ...unsigned(from), 0x41, ...signed(bits), 0x74, 0x21, ...unsigned(to));
  }

  /**
   * Repeats a body while a counter, lowered by a step after each pass, is not 0.
   * @param counter The local counted down; a positive multiple of step.
   * @param step What one pass takes off it.
   * @param body Emits the body.
   */
  repeat(counter: Local, step: number, body: () => void): void {
    this.#emit(0x03, 0x40);
    body();
    this.#emit(0x20, ...unsigned(counter), 0x41, ...signed(step), 0x6b, 0x22, ...unsigned(counter), 0x0d, 0, 0x0b);
  }

  /**
   * Loads a vector from memory.
   * @param to The local set.
   * @param address The local that holds the address in bytes.
   * @param offset Bytes added to it.
   */
  load(to: Local, address: Local, offset: number): void {
    this.#emit(0x20, ...unsigned(address), 0xfd, 0x00, 0x03, ...unsigned(offset), 0x21, ...unsigned(to));
  }

  /**
   * Loads one number from memory into all lanes of a vector.
   * @param to The local set.
   * @param address The local that holds the address in bytes.
   * @param offset Bytes added to it.
   * @param lanes What the vector holds.
   */
  splat(to: Local, address: Local, offset: number, lanes: Lanes = "float64"): void {
    this.#emit(0x20, ...unsigned(address), 0xfd, ...opcodes[lanes].splat, ...unsigned(offset), 0x21, ...unsigned(to));
  }

  /**
   * Stores a vector to memory.
   * @param address The local that holds the address in bytes.
   * @param offset Bytes added to it.
   * @param from The local stored.
   */
  store(address: Local, offset: number, from: Local): void {
    this.#emit(0x20, ...unsigned(address), 0x20, ...unsigned(from), 0xfd, 0x0b, 0x03, ...unsigned(offset));
  }

  /**
   * Sets a vector to zero.
   * @param to The local set.
   */
  zero(to: Local): void {
    this.#emit(0xfd, 0x0c, ...new Array(16).fill(0), 0x21, ...unsigned(to));
  }

  /**
   * Sets a vector to another.
   * @param to The local set.
   * @param from The local read.
   */
  copy(to: Local, from: Local): void {
    this.#emit(0x20, ...unsigned(from), 0x21, ...unsigned(to));
  }

  /**
   * Adds a product to a vector, lane by lane: to += a · b.
   * @param to The local added to.
   * @param a The first factor.
   * @param b The second factor.
   * @param fused Round once where the machine can (relaxed SIMD), instead of twice everywhere.
   * @param lanes What the vectors hold.
   */
  multiplyAdd(to: Local, a: Local, b: Local, fused: boolean, lanes: Lanes = "float64"): void {
    const [x, y, sum] = [a, b, to].map((local) => [0x20, ...unsigned(local)]);
    const { multiply, add, multiplyAdd } = opcodes[lanes];
    if (fused) this.#emit(...x, ...y, ...sum, 0xfd, ...multiplyAdd);
    else this.#emit(...sum, ...x, ...y, 0xfd, ...multiply, 0xfd, ...add);
    this.#emit(0x21, ...unsigned(to));
  }

  /**
   * Adds a vector to a vector, lane by lane.
   * @param to The local added to.
   * @param a The summand.
   * @param lanes What the vectors hold.
   */
  add(to: Local, a: Local, lanes: Lanes = "float64"): void {
    this.#emit(0x20, ...unsigned(to), 0x20, ...unsigned(a), 0xfd, ...opcodes[lanes].add, 0x21, ...unsigned(to));
  }

  /**
   * Sets a vector to what a vector instruction makes of two.
   * @param to The local set.
   * @param instruction Its name in WebAssembly's text format.
   * @param a The first operand.
   * @param b The second operand.
   */
  compute(to: Local, instruction: Binary, a: Local, b: Local): void {
    this.#emit(0x20, ...unsigned(a), 0x20, ...unsigned(b), 0xfd, ...vectorOpcode(instruction), 0x21, ...unsigned(to));
  }

  /**
   * Sets all lanes of a vector to a constant.
   * @param to The local set.
   * @param value The constant; rounded where the lanes are float32.
   * @param lanes What the vector holds.
   */
  constant(to: Local, value: number, lanes: Lanes | "int32" | "int64"): void {
    const bytes = numberBytes(value, lanes), all = Array.from({ length: 16 / bytes.length }, () => bytes).flat();
    this.#emit(0xfd, 0x0c, ...all, 0x21, ...unsigned(to));
  }

  /**
   * Shifts the integers of a vector left.
   * @param to The local set.
   * @param instruction Which integers it holds, by the instruction's name in WebAssembly's text format.
   * @param from The vector.
   * @param bits By how many bits.
   */
  shiftLanes(to: Local, instruction: Shift, from: Local, bits: number): void {
    this.#emit(
      0x20,
      ...unsigned(from),
      0x41,
      ...signed(bits),
      0xfd,
      ...vectorOpcode(instruction),
      0x21,
      ...unsigned(to),
    );
  }

  /**
   * Loads two float32 from memory as float64.
   * @param to The local set.
   * @param address The local that holds the address in bytes.
   * @param offset Bytes added to it.
   */
  loadWidened(to: Local, address: Local, offset: number): void {
    this.#emit(0x20, ...unsigned(address), 0xfd, ...vectorOpcode("v128.load64_zero"), 0x02, ...unsigned(offset));
    this.#emit(0xfd, ...vectorOpcode("f64x2.promote_low_f32x4"), 0x21, ...unsigned(to));
  }

  /**
   * Adds both float64 of a vector and stores the one.
   * @param address The local that holds the address in bytes.
   * @param offset Bytes added to it.
   * @param from The vector.
   */
  storeSum(address: Local, offset: number, from: Local): void {
    this.#emit(0x20, ...unsigned(address));
    this.#lanesSum(from);
    this.#emit(0x39, 0x03, ...unsigned(offset));
  }

  /**
   * Adds both float64 of a vector, and the one to what is in memory.
   * @param address The local that holds the address in bytes.
   * @param offset Bytes added to it.
   * @param from The vector.
   */
  addSum(address: Local, offset: number, from: Local): void {
    this.#emit(0x20, ...unsigned(address), 0x20, ...unsigned(address), 0x2b, 0x03, ...unsigned(offset));
    this.#lanesSum(from);
    this.#emit(0xa0, 0x39, 0x03, ...unsigned(offset));
  }

  #lanesSum(from: Local): void {
    this.#emit(0x20, ...unsigned(from), 0xfd, 0x21, 0x00, 0x20, ...unsigned(from), 0xfd, 0x21, 0x01, 0xa0);
  }

  /**
   * The function's entry in the code section.
   * @returns Its size, locals and instructions.
   */
  body(): number[] {
    const locals = this.#types.flatMap((type) => [1, type]);
    const body = [...unsigned(this.#types.length), ...locals, ...this.#code, 0x0b];
    return [...unsigned(body.length), ...body];
  }

  #emit(...bytes: number[]): void {
    this.#code.push(...bytes);
  }
}

/**
 * Puts functions into a module that imports its memory as `env.memory`.
 * @param functions The functions.
 * @param shared Whether the memory is one that threads share.
 * @returns The module's bytes.
 */
export function assembleModule(functions: readonly Assembly[], shared: boolean = false): Uint8Array<ArrayBuffer> {
  const types = functions.map((f) => [0x60, ...unsigned(f.parameters), ...new Array(f.parameters).fill(I32), 0]);
  const exports = functions.map((f, i) => [...text(f.name), 0, ...unsigned(i)]);
  // The least pages, and the most of a memory that threads share: as many as there can be.
  const limits = shared ? [3, 1, ...unsigned(65536)] : [0, 1];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, types),
    ...section(2, [[...text("env"), ...text("memory"), 2, ...limits]]),
    ...section(3, functions.map((_, i) => unsigned(i))),
    ...section(7, exports),
    ...section(10, functions.map((f) => f.body())),
  ]);
}
