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
