/**
 * What a reader of the explorer chose, and the address that says so.
 * @module
 */
import { checkInteger, checkKnown, checkNumber, written } from "../../numerics/check.ts";
import { SCHEDULES } from "./schedule_choice.ts";

/** The kinds of data: Gaussians around points, the points themselves, a line in space. */
export const DATA_KINDS = ["mixture", "points", "line"] as const;
/** What is predicted. */
export const QUANTITIES = ["eps", "x0", "v"] as const;
/** What a slope is taken against. */
export const COORDINATES = ["t", "sigma", "logSnr"] as const;

/** Everything that the explorer's numbers depend on. */
export interface ExplorerState {
  /** The data. */
  readonly data: typeof DATA_KINDS[number];
  /** The points in the plane: centres of a mixture, or the data themselves; 1 to 64. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** The variance around each centre of a mixture, in [1e-6, 4]. */
  readonly variance: number;
  /** A schedule's word, or "formula". */
  readonly schedule: string;
  /** α(t), where the schedule is a formula. */
  readonly formula: string;
  /** The prediction. */
  readonly quantity: typeof QUANTITIES[number];
  /** What slopes are taken against. */
  readonly coordinate: typeof COORDINATES[number];
  /** t̃, in (0, 0.5]. */
  readonly until: number;
  /** n, 1 to 20. */
  readonly intervals: number;
  /** Δ = t′ − t of K, in [1e-6, 0.1]. */
  readonly delta: number;
  /** The standard deviation of what is added to the input, in [0, 1]. */
  readonly perturbation: number;
}

/** What the explorer shows at first: the paper's t̃ = 100 and n = 5 of 1,000 steps. */
export const FIRST: ExplorerState = {
  data: "mixture",
  points: [[-1, 0], [1, 0]],
  variance: 0.04,
  schedule: "linear",
  formula: "cos(pi * t / 2)",
  quantity: "eps",
  coordinate: "t",
  until: 0.1,
  intervals: 5,
  delta: 0.001,
  perturbation: 0.1,
};

/**
 * Writes a state as the part of an address behind "#": what differs from the first state.
 * @param state The state.
 * @returns Such as "schedule=cosine&until=0.05"; empty for the first state.
 */
export function writeState(state: ExplorerState): string {
  const out = new URLSearchParams();
  for (const key of Object.keys(FIRST) as (keyof ExplorerState)[]) {
    const [value, first] = [text(state[key]), text(FIRST[key])];
    if (value !== first) out.set(key, value);
  }
  return out.toString();
}

/**
 * Reads a state from an address.
 * @param address What {@link writeState} wrote.
 * @returns The state; what is not said is as in the first.
 * @throws {RangeError} If a key or a word is unknown or a number out of range; names it.
 * @throws {SyntaxError} If points cannot be read.
 */
export function readState(address: string): ExplorerState {
  const given = new URLSearchParams(address.replace(/^#/, "")), state: Record<string, unknown> = { ...FIRST };
  for (const [key, value] of given) {
    checkKnown("read the address", "key", key, Object.keys(FIRST));
    if (key === "points") state.points = readPoints(value);
    else state[key] = typeof FIRST[key as keyof ExplorerState] === "number" ? readNumber(value) : value;
  }
  return checkState(state as unknown as ExplorerState);
}

/**
 * Reads points as people write them.
 * @param text Pairs of numbers: "−1, 0; 1, 0" or one pair a line.
 * @returns The points.
 * @throws {SyntaxError} If a pair is not two numbers; names it.
 */
export function readPoints(text: string): (readonly [number, number])[] {
  return text.split(/[;\n]/).map((pair) => pair.trim()).filter(Boolean).map((pair) => {
    const numbers = pair.split(/[\s,]+/).map(readNumber);
    if (numbers.length !== 2 || numbers.some(Number.isNaN)) {
      throw new SyntaxError(`Cannot read the points: a point must be two numbers, got ${written(pair)}`);
    }
    return [numbers[0], numbers[1]] as const;
  });
}

/**
 * Checks a state, as the library checks what it is given.
 * @param state The state.
 * @returns The same state.
 * @throws {RangeError} If a word is unknown or a number out of range; names it.
 */
export function checkState(state: ExplorerState): ExplorerState {
  checkKnown("explore", "data", state.data, DATA_KINDS);
  checkKnown("explore", "schedule", state.schedule, [...Object.keys(SCHEDULES), "formula"]);
  checkKnown("explore", "quantity", state.quantity, QUANTITIES);
  checkKnown("explore", "coordinate", state.coordinate, COORDINATES);
  checkInteger("explore", "the number of points", state.points.length, 1, 64);
  for (const value of state.points.flat()) checkNumber("explore", "a point's coordinate", value, -100, 100);
  checkNumber("explore", "variance", state.variance, 1e-6, 4);
  checkNumber("explore", "until", state.until, 1e-4, 0.5);
  checkInteger("explore", "intervals", state.intervals, 1, 20);
  checkNumber("explore", "delta", state.delta, 1e-6, 0.1);
  checkNumber("explore", "perturbation", state.perturbation, 0, 1);
  return state;
}

function text(value: ExplorerState[keyof ExplorerState]): string {
  return typeof value === "object" ? value.map((point) => point.join(",")).join(";") : String(value);
}

function readNumber(text: string): number {
  return text.trim() === "" ? NaN : Number(text.replace("−", "-"));
}
