/**
 * The binary format's numbers, names and sections (WebAssembly Core Specification 3.0, sections 5.2 and 5.5).
 * @module
 */

/**
 * A section of a module.
 * @param id Its number.
 * @param entries Its entries.
 * @returns The bytes.
 */
export function section(id: number, entries: number[][]): number[] {
  const content = [...unsigned(entries.length), ...entries.flat()];
  return [id, ...unsigned(content.length), ...content];
}

/**
 * A name.
 * @param value The name.
 * @returns Its length and its bytes.
 */
export function text(value: string): number[] {
  const bytes = new TextEncoder().encode(value);
  return [...unsigned(bytes.length), ...bytes];
}

/**
 * LEB128 of an unsigned number (section 5.2.2).
 * @param value The number.
 * @returns The bytes.
 */
export function unsigned(value: number): number[] {
  const bytes = [];
  for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value & 0x7f) | 0x80);
  return [...bytes, value];
}

/**
 * LEB128 of a signed number.
 * @param value The number, of 32 bits.
 * @returns The bytes.
 */
export function signed(value: number): number[] {
  const bytes = [];
  while (value < -0x40 || value >= 0x40) {
    bytes.push((value & 0x7f) | 0x80);
    value >>= 7;
  }
  return [...bytes, value & 0x7f];
}

/**
 * A number as it stands in a constant.
 * @param value The number.
 * @param type What it is.
 * @returns Four bytes or eight.
 */
export function numberBytes(value: number, type: "float64" | "float32" | "int32" | "int64"): number[] {
  const view = new DataView(new ArrayBuffer(type.endsWith("64") ? 8 : 4));
  if (type === "float64") view.setFloat64(0, value, true);
  else if (type === "float32") view.setFloat32(0, value, true);
  else if (type === "int32") view.setInt32(0, value, true);
  else view.setBigInt64(0, BigInt(value), true);
  return [...new Uint8Array(view.buffer)];
}
