/**
 * Vector instructions and what encodes them (WebAssembly Core Specification 3.0, section 5.4.8).
 * @module
 */
import { unsigned } from "./encoding.ts";

/** What a vector of 16 bytes holds. */
export type Lanes = "float64" | "float32";

/** The opcodes, after the prefix of vector instructions, of what is computed with either kind of lanes. */
export const opcodes: Record<Lanes, Record<"splat" | "multiply" | "add" | "multiplyAdd", readonly number[]>> = {
  float64: { splat: [0x0a, 0x03], multiply: [0xf2, 0x01], add: [0xf0, 0x01], multiplyAdd: [0x87, 0x02] },
  float32: { splat: [0x09, 0x02], multiply: [0xe6, 0x01], add: [0xe4, 0x01], multiplyAdd: [0x85, 0x02] },
};

/** Shifts of a vector's integers by one number of bits. */
export type Shift = "i32x4.shl" | "i64x2.shl";

/** Instructions from two vectors to one. */
export type Binary =
  | "i32x4.add"
  | "i64x2.add"
  | "v128.and"
  | `f32x4.${"add" | "sub" | "mul" | "div" | "pmin" | "pmax"}`
  | `f64x2.${"ge" | "sub" | "mul" | "div"}`;

/** Vector instructions, by their names in WebAssembly's text format. */
export type Instruction = Shift | Binary | "v128.load64_zero" | "f64x2.promote_low_f32x4";

const numbers: Record<Instruction, number> = {
  "v128.load64_zero": 0x5d,
  "f64x2.promote_low_f32x4": 0x5f,
  "i32x4.shl": 0xab,
  "i32x4.add": 0xae,
  "f32x4.sub": 0xe5,
  "f32x4.mul": 0xe6,
  "f32x4.div": 0xe7,
  "f32x4.add": 0xe4,
  "f32x4.pmin": 0xea,
  "f32x4.pmax": 0xeb,
  "v128.and": 0x4e,
  "f64x2.ge": 0x4c,
  "f64x2.sub": 0xf1,
  "f64x2.mul": 0xf2,
  "f64x2.div": 0xf3,
  "i64x2.shl": 0xcb,
  "i64x2.add": 0xce,
};

/**
 * What encodes a vector instruction after its prefix.
 * @param name Its name in WebAssembly's text format.
 * @returns The bytes.
 */
export function vectorOpcode(name: Instruction): number[] {
  return unsigned(numbers[name]);
}
