/**
 * Half precision, which JavaScript's older engines have no array for.
 * @module
 */

/**
 * The number that a half stands for (IEEE 754 binary16); every one is a number in single precision too.
 * @param bits Its 16 bits.
 * @returns The number.
 */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1, exponent = bits >> 10 & 31, fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Every half as float32: 65,536 entries, made when first needed. */
let table: Float32Array | undefined;

/**
 * Many halves as float32, exactly.
 * @param bits Their bits.
 * @returns The numbers.
 */
export function halfToFloat32(bits: Uint16Array): Float32Array {
  table ??= Float32Array.from({ length: 1 << 16 }, (_, each) => halfToNumber(each));
  const out = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) out[i] = table[bits[i]];
  return out;
}
