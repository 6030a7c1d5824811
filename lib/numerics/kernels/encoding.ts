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
 * A float64 as it stands in a constant.
 * @param value The number.
 * @returns Eight bytes.
 */
export function float64Bytes(value: number): number[] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value, true);
  return [...new Uint8Array(view.buffer)];
}

/**
 * A float32, or an int32, as it stands in a constant.
 * @param value The number.
 * @param integer Whether it is an int32.
 * @returns Four bytes.
 */
export function float32Bytes(value: number, integer: boolean): number[] {
  const view = new DataView(new ArrayBuffer(4));
  if (integer) view.setInt32(0, value, true);
  else view.setFloat32(0, value, true);
  return [...new Uint8Array(view.buffer)];
}
