/**
 * Text in figures: Plotly's small HTML (`<i>`, `<b>`, `<sub>`, `<sup>`), its width, and numbers as people write them.
 * @module
 */

/**
 * Makes a label safe to draw everywhere. Open Sans has no "‖": two bars moved together take its place.
 * @param label Plain text with Plotly's tags.
 * @returns The label for Plotly.
 */
export function label(label: string): string {
  return label.replaceAll("‖", '<span style="letter-spacing:-0.28em">|</span>|');
}

/**
 * Estimates how wide a label is in Open Sans; errs to the wide side.
 * @param label The label, with tags.
 * @param size Size of the font in CSS pixels.
 * @returns Its width in CSS pixels.
 */
export function textWidth(label: string, size: number): number {
  const small = [...label.matchAll(/<su[bp]>(.*?)<\/su[bp]>/g)].reduce((sum, [, text]) => sum + width(text), 0);
  return size * (width(label.replace(/<su[bp]>.*?<\/su[bp]>/g, "").replace(/<[^>]*>/g, "")) + 0.7 * small);
}

/** In units of the font's size. */
function width(text: string): number {
  let sum = 0;
  for (const character of text.normalize("NFC")) {
    if (/[̀-ͯ]/.test(character)) continue;
    if (/[ijltfrI|.,:;'()\[\]! ]/.test(character)) sum += 0.34;
    else if (/[mwMW@%]/.test(character)) sum += 0.92;
    else if (/[A-Z]/.test(character)) sum += 0.68;
    else sum += 0.58;
  }
  return sum;
}

/**
 * Writes a number as a label: 0.002, 1500, 3×10⁵ with a raised exponent and a true minus sign.
 * @param value The number.
 * @param digits Significant digits to keep; trailing zeros go.
 * @returns The label.
 */
export function numberLabel(value: number, digits = 3): string {
  if (value === 0) return "0";
  const rounded = Number(value.toPrecision(digits));
  if (Math.abs(rounded) >= 1e-4 && Math.abs(rounded) < 1e4) return String(rounded).replace("-", "−");
  const [mantissa, exponent] = rounded.toExponential().split("e");
  const power = powerLabel(Number(exponent));
  return mantissa === "1" ? power : `${mantissa.replace("-", "−")}×${power}`;
}

/**
 * Writes a power of ten.
 * @param exponent The exponent, an integer.
 * @returns The label, such as 10⁻⁴ with a raised exponent and a true minus sign.
 */
export function powerLabel(exponent: number): string {
  return `10<sup>${String(exponent).replace("-", "−")}</sup>`;
}

/**
 * A number as it is drawn: to some significant digits, finer than any printer, so that drawings are small and do not change
 * with the last bit of a computation.
 * @param value The number.
 * @param digits How many digits; seven unless told, more where numbers are alike in their first ({@linkcode digitsToTell}).
 * @returns The rounded number.
 */
export function drawn(value: number, digits = 7): number {
  return Number(value.toPrecision(digits));
}

/**
 * How many significant digits tell numbers apart in a drawing: seven, and as many more as leave at least ten thousand steps
 * between the least and the largest.
 * @param low The least number.
 * @param high The largest.
 * @returns The digits, at most 17.
 */
export function digitsToTell(low: number, high: number): number {
  const alike = Math.ceil(Math.log10(Math.max(Math.abs(low), Math.abs(high)) / (high - low)));
  return Math.min(17, Math.max(7, 5 + alike));
}
