/**
 * Arithmetic with closed intervals: what is computed encloses every value that the exact operation has on its arguments.
 * What has no value on a part of them is enclosed as far as it has; what may be anything is the whole line. Underflow to 0 is
 * not accounted for.
 * @module
 */

/** All numbers from `low` to `high`, which may be infinite. */
export interface Enclosure {
  /** The lower end. */
  readonly low: number;
  /** The upper end. */
  readonly high: number;
}

/** Every number. */
export const ANYTHING: Enclosure = { low: -Infinity, high: Infinity };

/** One rounding of float64, and the error allowed to the engine's functions, relative. */
const ROUNDING = 2.3e-16, FUNCTION = 4e-15;

/**
 * The enclosure of one number.
 * @param value The number.
 * @returns It alone.
 */
export function point(value: number): Enclosure {
  return { low: value, high: value };
}

/** Widens ends that were rounded; a NaN says that nothing is known. */
function widen(low: number, high: number, by = ROUNDING): Enclosure {
  if (!(low <= high)) return ANYTHING;
  // A lower end that overflowed is still a number, only too large a one.
  low = Math.min(low, Number.MAX_VALUE);
  high = Math.max(high, -Number.MAX_VALUE);
  return { low: low - Math.abs(low) * by, high: high + Math.abs(high) * by };
}

/** Whole numbers are computed with exactly; exponents such as 4 − 1 must stay whole. */
function whole(a: Enclosure, b: Enclosure): boolean {
  return a.low === a.high && b.low === b.high && Number.isSafeInteger(a.low) && Number.isSafeInteger(b.low);
}

/**
 * a + b.
 * @param a An enclosure.
 * @param b Another.
 * @returns What encloses the result.
 */
export function add(a: Enclosure, b: Enclosure): Enclosure {
  return whole(a, b) ? point(a.low + b.low) : widen(a.low + b.low, a.high + b.high);
}

/**
 * −a.
 * @param a An enclosure.
 * @returns What encloses the result.
 */
export function negate(a: Enclosure): Enclosure {
  return { low: -a.high, high: -a.low };
}

/**
 * a − b.
 * @param a An enclosure.
 * @param b Another.
 * @returns What encloses the result.
 */
export function subtract(a: Enclosure, b: Enclosure): Enclosure {
  return add(a, negate(b));
}

/** 0 · ∞ is 0 here: the infinite end stands for numbers without bound, not for one of them. */
function times(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}

/**
 * a · b.
 * @param a An enclosure.
 * @param b Another.
 * @returns What encloses the result.
 */
export function multiply(a: Enclosure, b: Enclosure): Enclosure {
  if (whole(a, b)) return point(a.low * b.low);
  const ends = [times(a.low, b.low), times(a.low, b.high), times(a.high, b.low), times(a.high, b.high)];
  return widen(Math.min(...ends), Math.max(...ends));
}

/**
 * a / b; where b holds 0 inside, anything. An end of b at 0 is approached, not reached: a / 0 itself has no value.
 * @param a An enclosure.
 * @param b Another.
 * @returns What encloses the result.
 */
export function divide(a: Enclosure, b: Enclosure): Enclosure {
  if (b.low < 0 && b.high > 0 || b.low === 0 && b.high === 0) return ANYTHING;
  const inverse = b.low === 0
    ? { low: 1 / b.high, high: Infinity }
    : b.high === 0
    ? { low: -Infinity, high: 1 / b.low }
    : { low: 1 / b.high, high: 1 / b.low };
  return multiply(a, widen(inverse.low, inverse.high));
}

/**
 * a to the power b; a negative base has powers where b is one whole number.
 * @param a An enclosure.
 * @param b Another.
 * @returns What encloses the result.
 */
export function power(a: Enclosure, b: Enclosure): Enclosure {
  const n = b.low;
  if (n === b.high && Number.isInteger(n)) {
    if (n < 0) return divide(point(1), power(a, point(-n)));
    const [low, high] = [a.low ** n, a.high ** n];
    if (n % 2 !== 0) return widen(low, high, FUNCTION);
    const least = a.low <= 0 && a.high >= 0 && n > 0 ? 0 : Math.min(low, high);
    return widen(least, Math.max(low, high), FUNCTION);
  }
  // A negative base has powers at the whole numbers within.
  if (a.high < 0 || a.low < 0 && Math.ceil(b.low) <= b.high) return ANYTHING;
  // b ln a is linear in each: its extremes lie at corners.
  const base = Math.max(0, a.low), ends = [base ** b.low, base ** b.high, a.high ** b.low, a.high ** b.high];
  return widen(Math.min(...ends), Math.max(...ends), FUNCTION);
}

/** A function that rises throughout its domain [from, to]. */
function rising(f: (x: number) => number, from = -Infinity, to = Infinity): (a: Enclosure) => Enclosure {
  return ({ low, high }) => {
    if (high < from || low > to) return ANYTHING;
    return widen(f(Math.max(low, from)), f(Math.min(high, to)), FUNCTION);
  };
}

const acos = (a: Enclosure): Enclosure => subtract(point(Math.PI / 2), asin(a));
const asin = rising(Math.asin, -1, 1);

/** An even function that rises from 0 on. */
function even(f: (x: number) => number): (a: Enclosure) => Enclosure {
  return ({ low, high }) => {
    const far = Math.max(Math.abs(low), Math.abs(high)),
      near = low <= 0 && high >= 0 ? 0 : Math.min(Math.abs(low), Math.abs(high));
    return widen(f(near), f(far), FUNCTION);
  };
}

/** Between neighbouring extremes at phase + kπ a wave is monotone. Beyond 1e12 its argument is not told exactly enough. */
function wave(f: (x: number) => number, phase: number): (a: Enclosure) => Enclosure {
  return ({ low, high }) => {
    const size = Math.max(Math.abs(low), Math.abs(high)), near = 1e-9 + 4e-16 * size;
    if (!(size < 1e12) || high - low >= 2 * Math.PI) return { low: -1, high: 1 };
    const values = [f(low), f(high)];
    const first = Math.ceil((low - phase) / Math.PI - near), last = Math.floor((high - phase) / Math.PI + near);
    for (let k = first; k <= last; k++) values.push(k % 2 === 0 ? 1 : -1);
    // An argument that was rounded moves the value by as much.
    const slack = ROUNDING * size;
    const { low: least, high: most } = widen(Math.min(...values), Math.max(...values), FUNCTION);
    return { low: Math.max(-1, least - slack), high: Math.min(1, most + slack) };
  };
}

const sin = wave(Math.sin, Math.PI / 2), cos = wave(Math.cos, 0), cosh = even(Math.cosh);

/** Functions of one enclosure, by the names that formulas and their derivatives use. */
export const FUNCTIONS: Readonly<Record<string, (a: Enclosure) => Enclosure>> = {
  sqrt: rising(Math.sqrt, 0),
  cbrt: rising(Math.cbrt),
  exp: rising(Math.exp),
  log: rising(Math.log, 0),
  sin,
  cos,
  tan: (a) => divide(sin(a), cos(a)),
  sec: (a) => divide(point(1), cos(a)),
  asin,
  acos,
  atan: rising(Math.atan),
  sinh: rising(Math.sinh),
  cosh,
  tanh: rising(Math.tanh),
  sech: (a) => divide(point(1), cosh(a)),
};
