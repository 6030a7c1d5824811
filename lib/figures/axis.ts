/**
 * Axes: what they span and where their ticks are. Ticks are chosen here, not by Plotly, so that the width of their
 * labels is known before anything is drawn.
 * @module
 */
import { digitsToTell, drawn, label, numberLabel, powerLabel, textWidth } from "./labels.ts";
import { textSize } from "./theme.ts";

/**
 * An axis as a figure's maker describes it.
 * @category Figures
 */
export interface Axis {
  /** Its title, with Plotly's small HTML, such as "<i>t</i>". */
  readonly title: string;
  /** Linear by default. */
  readonly scale?: "linear" | "log";
  /** What it spans, in the data's units; by default the data and a little room. */
  readonly range?: readonly [number, number];
}

/** Plotly's settings of an axis. */
export interface AxisLayout {
  /** The scale. */
  readonly type: "linear" | "log";
  /** Ends in the axis's coordinate. */
  readonly range: [number, number];
  /** The title. */
  readonly title: { readonly text: string };
  /** Ticks are given, not chosen by Plotly. */
  readonly tickmode: "array";
  /** Where labelled ticks are, in the data's units. */
  readonly tickvals: number[];
  /** Their labels. */
  readonly ticktext: string[];
  /** The step of the ticks without a label. */
  readonly minor?: { readonly tick0: number; readonly dtick: number | "D1" };
}

/** An axis with its span and ticks decided. */
export interface PlacedAxis {
  /** Plotly's settings. */
  readonly layout: AxisLayout;
  /** Ends in the axis's coordinate: the data itself, or its decimal logarithm. */
  readonly ends: [number, number];
  /** From the data to the axis's coordinate. */
  readonly place: (value: number) => number;
  /** Rounds the data to as many digits as this axis can show, and no fewer than tell its values apart. */
  readonly drawn: (value: number) => number;
  /** Rounds a value in the axis's coordinate likewise. */
  readonly drawnPlace: (value: number) => number;
  /** Width in CSS pixels of its widest tick label. */
  readonly labelWidth: number;
  /** The power of ten of its largest labelled tick, and that which its labels are to be multiplied by; linear axes alone. */
  readonly powers?: { readonly largest: number; readonly taken: number };
}

/** Labelled ticks, and the step of those without a label ("D1" is Plotly's 1, 2, …, 9 in each decade). */
interface Ticks {
  values: number[];
  labels: string[];
  minor?: number | "D1";
  /** Power of ten that all labels are to be multiplied by, where they are too small or too large to be written out. */
  power?: number;
  /** What is to be added to all labels, where they would be alike in their first digits. */
  offset?: number;
}

/** Labels of more digits are written as their distance from a number that they share. */
const MOST_DIGITS = 6;
/** Values whose span is less than this share of them differ by rounding alone: they are drawn as equal. */
const ROUNDING = 4e-14;

/** Least distance in CSS pixels between two labelled ticks, along a horizontal and a vertical axis. */
const tickDistance = { x: 40, y: 26 };

/** Over so many decades at most a log axis has ticks at 1, 2 and 5. */
const FEW_DECADES = 2.5;

/** Powers of ten that are written out, where all of an axis are. */
const WRITTEN_OUT = [-2, 3] as const;

/**
 * Decides what an axis spans and where its ticks are.
 * @param axis The description.
 * @param values All that is drawn along it.
 * @param side Which of the two it is.
 * @param length Its length in CSS pixels.
 * @param power The power of ten that is taken out of its labels, if it is linear; by its ticks unless told.
 * @returns The axis.
 * @throws {RangeError} If a value or an end is not finite, or not greater than zero on a log axis; or if the range is
 * empty.
 */
export function placeAxis(
  axis: Axis,
  values: Iterable<number>,
  side: "x" | "y",
  length: number,
  power?: number,
): PlacedAxis {
  const log = axis.scale === "log";
  const place = log ? Math.log10 : (value: number) => value;
  let [low, high] = [Infinity, -Infinity];
  const check = (value: number) => {
    if (Number.isFinite(value) && (value > 0 || !log)) return;
    const must = log ? "finite and greater than 0 on a log axis" : "finite";
    throw new RangeError(`Cannot draw along "${axis.title}": a value must be ${must}, got ${value}`);
  };
  const all = [...values];
  all.forEach(check);
  axis.range?.forEach(check);
  for (const value of axis.range ?? all) {
    low = Math.min(low, place(value));
    high = Math.max(high, place(value));
  }
  if (low > high) throw new RangeError(`Cannot draw along "${axis.title}": there is no value`);
  if (!axis.range) [low, high] = withRoom(low, high, side);
  if (axis.range && alike(low, high)) throw new RangeError(`Cannot draw along "${axis.title}": its range is empty`);
  if (!(high - low > 1e-300 && high - low < 1e300)) {
    throw new RangeError(
      `Cannot draw along "${axis.title}": its range must span between 1e-300 and 1e300, got ${high - low}`,
    );
  }
  const digits = digitsToTell(low, high), dataDigits = log ? digitsToTell(1, 10 ** Math.min(1, high - low)) : digits;
  const drawnPlace = (value: number) => drawn(value, digits),
    ends: [number, number] = [drawnPlace(low), drawnPlace(high)];
  const most = Math.max(2, length / tickDistance[side]);
  const ticks = log ? logTicks(ends, most, side, length) : linearTicks(ends, most, power);
  const offset = ticks.offset === undefined
    ? ""
    : ` ${ticks.offset < 0 ? "+" : "−"} ${exactLabel(Math.abs(ticks.offset))}`;
  const scale = ticks.power === undefined ? "" : ` (×${powerLabel(ticks.power)})`;
  return {
    place,
    ends,
    drawn: (value) => drawn(value, dataDigits),
    drawnPlace,
    labelWidth: Math.max(0, ...ticks.labels.map((text) => textWidth(text, textSize.tick))),
    ...(!log && ticks.offset === undefined && { powers: { largest: topOf(ticks.values), taken: ticks.power ?? 0 } }),
    layout: {
      type: log ? "log" : "linear",
      range: ends,
      title: { text: label(axis.title) + offset + scale },
      tickmode: "array",
      tickvals: ticks.values.map((value) => drawn(value, dataDigits)),
      ticktext: ticks.labels,
      ...(ticks.minor !== undefined && { minor: { tick0: 0, dtick: ticks.minor } }),
    },
  };
}

/** Whether values are equal but for rounding. */
function alike(low: number, high: number): boolean {
  return high - low <= ROUNDING * Math.max(Math.abs(low), Math.abs(high));
}

/** A number in all its digits. */
function exactLabel(value: number): string {
  return Number(value.toPrecision(3)) === value ? numberLabel(value) : String(Number(value.toPrecision(15)));
}

function withRoom(low: number, high: number, side: "x" | "y"): [number, number] {
  if (alike(low, high)) return low === 0 ? [-1, 1] : [low - Math.abs(low) / 10, high + Math.abs(high) / 10];
  const room = (high - low) * (side === "x" ? 0.02 : 0.05);
  return [low - room, high + room];
}

/** Multiples of 1, 2 or 5 times a power of ten. */
function linearTicks([low, high]: readonly [number, number], most: number, power?: number): Ticks {
  const rough = (high - low) / most;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const digit = [1, 2, 5, 10].find((digit) => digit * unit >= rough)!;
  const step = digit * unit;
  const first = Math.ceil(low / step);
  const values = Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
  const minor = digit === 5 ? unit : step / 2;
  if (1 + topOf([...values, step]) - topOf([step]) > MOST_DIGITS) {
    const [from, offset] = roundest([low, high], step, first);
    return { values, ...labelled(values.map((_, i) => (first + i - from) * step), step), minor, offset };
  }
  return { values, ...labelled(values, step, power), minor };
}

/** The power of ten of the largest of some values. */
function topOf(values: readonly number[]): number {
  return Math.floor(Math.log10(Math.max(...values.map(Math.abs))) + 1e-9);
}

/**
 * The power of ten that is taken out of labels, since they would be too small or too large to be written out.
 * @param largest The power of ten of the largest.
 * @returns The power, 0 for none.
 */
export function takenPower(largest: number): number {
  return largest < -3 || largest > 4 ? largest : 0;
}

/** Labels with as many decimals as the step has, and the power of ten that is taken out of them. */
function labelled(
  values: number[],
  step: number,
  power: number = takenPower(topOf([...values, step])),
): Pick<Ticks, "labels" | "power"> {
  const decimals = Math.max(0, power - topOf([step]));
  const write = (value: number) => Math.abs(value) < step / 2 ? "0" : (value / 10 ** power).toFixed(decimals);
  return { labels: values.map((value) => write(value).replace("-", "−")), ...(power !== 0 && { power }) };
}

/** The tick within a range that has the fewest digits: which multiple of the step it is, and its value. */
function roundest([low, high]: readonly [number, number], step: number, first: number): [number, number] {
  const least = Math.floor(Math.log10(step) + 1e-9) + 1;
  for (let power = Math.floor(Math.log10(Math.max(Math.abs(low), Math.abs(high)))); power >= least; power--) {
    // By division where the power is below 1: 10 ** −9 is rounded, 10 ** 9 is not.
    const times = (count: number) => power < 0 ? count / 10 ** -power : count * 10 ** power;
    const value = times(Math.ceil(power < 0 ? low * 10 ** -power : low / 10 ** power));
    if (value <= high) return [Math.round(value / step), value];
  }
  return [first, Number((first * step).toPrecision(15))];
}

/**
 * Over few decades 1, 2 and 5 in each, where their labels have room; over more powers of ten, every one or every few; within
 * little, even steps.
 */
function logTicks([low, high]: readonly [number, number], most: number, side: "x" | "y", length: number): Ticks {
  const decades = high - low, perDecade = length / decades;
  const fit = (values: readonly number[], labels: readonly string[], gap: number) =>
    values.slice(1).every((value, i) => {
      const needed = side === "y"
        ? textSize.tick
        : labels.slice(i, i + 2).reduce((sum, text) => sum + width(text), 0) / 2;
      return (Math.log10(value) - Math.log10(values[i])) * perDecade >= needed + gap;
    });
  const width = (text: string) => textWidth(text, textSize.tick);
  const ones = digitsBetween(low, high, [1, 2, 5]), written = ones.map((value) => numberLabel(value));
  const plain = ones.every((value) => value > 9e-4 && value < 1e4);
  if (ones.length >= 3 && decades <= FEW_DECADES && plain && fit(ones, written, 7)) {
    return { values: ones, labels: written, minor: "D1" };
  }
  for (const step of [1, 2, 3, 4, 5, 6, 8, 10, 20, 50, 100]) {
    const powers: number[] = [];
    for (let power = Math.ceil(low / step) * step; power <= high; power += step) powers.push(power);
    if (powers.length < 2) break;
    const out = powers[0] >= WRITTEN_OUT[0] && powers[powers.length - 1] <= WRITTEN_OUT[1];
    const values = powers.map((power) => 10 ** power),
      labels = powers.map((p) => out ? numberLabel(10 ** p) : powerLabel(p));
    if (!fit(values, labels, 14)) continue;
    const minor = step > 1 ? 1 : perDecade >= 18 ? "D1" : undefined;
    if (powers.length > 2 || decades > 1.7) return { values, labels, minor };
    break;
  }
  for (const digits of [[1, 2, 5], [1, 1.5, 2, 3, 5, 7]]) {
    const values = digitsBetween(low, high, digits), labels = values.map((value) => numberLabel(value));
    if (values.length >= 3 && (fit(values, labels, 4) || values.length === 3)) return { values, labels, minor: "D1" };
  }
  return { ...linearTicks([10 ** low, 10 ** high], Math.min(most, 6)), minor: "D1" };
}

function digitsBetween(low: number, high: number, digits: number[]): number[] {
  const values: number[] = [];
  for (let power = Math.floor(low); power <= high; power++) {
    for (const digit of digits) {
      const at = Math.log10(digit) + power;
      if (at >= low && at <= high) values.push(digit * 10 ** power);
    }
  }
  return values;
}
