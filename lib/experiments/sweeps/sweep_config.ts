/**
 * A sweep as plain data: a base run, and what is varied.
 * @module
 */
import { dirname, resolve } from "node:path";
import defer * as z from "zod";
import { once } from "../../numerics/once.ts";
import { readJson } from "../../io/read_json.ts";
import { type Override, withOverrides } from "../config/overrides.ts";
import { validate, withoutSchema } from "../../io/validate.ts";
import { checkOnce } from "../../numerics/check.ts";

/** A value of an axis: a plain one for the axis's key, or a label for tables with the keys that it sets. */
export type AxisValue = string | number | boolean | {
  /** What tables call it. */
  readonly label: string;
  /** Keys of a run by their path, such as `training.treatment.until`, and their values. */
  readonly set: Readonly<Record<string, unknown>>;
};

/** What is varied along with everything else: every combination of the axes' values is run. */
export interface SweepAxis {
  /** Its name: a column of the table. */
  readonly name: string;
  /** The key that plain values are for. */
  readonly key?: string;
  /** Its values. */
  readonly values: readonly AxisValue[];
}

/** A run beside the grid. */
export interface SweepEntry {
  /** The labels of its columns. */
  readonly labels: Readonly<Record<string, string>>;
  /** The keys that it sets, by their path. */
  readonly set: Readonly<Record<string, unknown>>;
}

/** What is compared: every value of an axis with one of them, paired by seed, all else equal. */
export interface SweepComparisonConfig {
  /** The axis. */
  readonly axis: string;
  /** The value that the others are compared with. */
  readonly baseline: string;
}

/**
 * A sweep, every default filled in, its base read.
 * @category Experiments
 */
export interface SweepConfig {
  /** Its name, for folders and tables. */
  readonly name: string;
  /** One line on what it is for. */
  readonly about: string;
  /** The run that all are variations of, as it may be written. */
  readonly base: Readonly<Record<string, unknown>>;
  /** The axes of a grid. */
  readonly axes: readonly SweepAxis[];
  /** Single runs beside the grid. */
  readonly list: readonly SweepEntry[];
  /** The seeds of every run. */
  readonly seeds: readonly number[];
  /** Whether the seeds of a perceptron are trained as one stacked network; the table says so. */
  readonly together: boolean;
  /** What is compared. */
  readonly compare?: SweepComparisonConfig;
}

/** A sweep as it is written: the base may be a file, the seeds a first one and their count. */
export interface WrittenSweep extends Omit<SweepConfig, "base" | "seeds"> {
  /** The run that the sweep changes, or the file that holds it. */
  readonly base: string | Readonly<Record<string, unknown>>;
  /** The seeds, or the first of so many. */
  readonly seeds: readonly number[] | { readonly from: number; readonly count: number };
}

/** A sweep of more runs is a mistake. */
const MOST_ENTRIES = 100_000;

const changes = once(() => z.record(z.string().min(1), z.json()));

/** The keys of a sweep itself. */
const OWN: readonly string[] = ["name", "about", "base", "axes", "list", "seeds", "together", "compare"];

/** The schema of a sweep's file. */
export const writtenSchema: () => z.ZodType<WrittenSweep> = once(() =>
  z.strictObject({
    name: z.string().regex(/^[a-z0-9]+([_-][a-z0-9]+)*$/, "it must be lower case letters and digits, joined by _ or -"),
    about: z.string().default(""),
    base: z.union([z.string(), z.record(z.string(), z.json())]),
    axes: z.array(z.strictObject({
      name: z.string().regex(/^[A-Za-z][A-Za-z0-9 _.-]*$/, "it must begin with a letter"),
      key: z.string().min(1).optional(),
      values: z.array(
        z.union([z.string(), z.number(), z.boolean(), z.strictObject({ label: z.string().min(1), set: changes() })]),
      ).min(1).max(MOST_ENTRIES),
    })).max(100).default([]),
    list: z.array(z.strictObject({ labels: z.record(z.string(), z.string()), set: changes() })).max(MOST_ENTRIES)
      .default(
        [],
      ),
    seeds: z.union([
      z.array(z.int().min(0)).min(1).max(MOST_ENTRIES),
      z.strictObject({ from: z.int().min(0).default(0), count: z.int().min(1).max(10_000) }),
    ]).default([0]),
    together: z.boolean().default(false),
    compare: z.strictObject({ axis: z.string(), baseline: z.string() }).optional(),
  })
);

/** The columns of every table, which no axis may be named like. */
const TAKEN = ["id", "network", "seed", "sampler", "evaluations", "metric", "value", "low", "high", "n"];

/**
 * Reads a sweep from its file.
 * @param path The file.
 * @param overrides Values in place of the file's: of the sweep where their first key is one of its own, else of its base.
 * @returns The sweep.
 * @throws {TypeError} If a value is missing or has the wrong type.
 * @throws {RangeError} If a key is unknown, a value out of range, or an axis, a label or a seed given twice.
 * @throws {SyntaxError} If a file is not JSON.
 * @throws {Error} If a file cannot be read.
 * @category Experiments
 */
export async function readSweep(path: string, overrides: readonly Override[] = []): Promise<SweepConfig> {
  const [own, ofBase] = [true, false].map((one) => overrides.filter(({ keys }) => OWN.includes(keys[0]) === one));
  const written = withoutSchema(withOverrides(await readJson(path), own));
  const content = validate(`read the sweep ${path}`, writtenSchema(), written);
  const base = typeof content.base === "string" ? await readJson(resolve(dirname(path), content.base)) : content.base;
  return sweepConfig({ ...content, base: withOverrides(base, ofBase) }, `read the sweep ${path}`);
}

/**
 * Validates a sweep and fills in its defaults.
 * @param value Plain data whose base is a configuration.
 * @param action What the caller was about to do, for messages.
 * @returns The sweep.
 * @throws {TypeError} If a value is missing or has the wrong type.
 * @throws {RangeError} If a key is unknown, a value out of range, or an axis, a label or a seed given twice.
 * @category Experiments
 */
export function sweepConfig(value: unknown, action: string = "configure a sweep"): SweepConfig {
  const { base, seeds: given, ...rest } = validate(action, writtenSchema(), withoutSchema(value));
  if (typeof base === "string") throw new TypeError(`Cannot ${action}: base must be a configuration, got "${base}"`);
  const seeds = "count" in given ? Array.from({ length: given.count }, (_, i) => given.from + i) : given;
  checkOnce(action, "seed", seeds);
  checkOnce(action, "axis", rest.axes.map(({ name }) => name));
  const keys = rest.axes.map((axis) => new Set(axis.values.flatMap((each) => Object.keys(setBy(axis, each, action)))));
  keys.forEach((set, i) =>
    set.forEach((key) => {
      const other = keys.findIndex((others, j) => j < i && others.has(key));
      if (other < 0) return;
      const names = [rest.axes[other], rest.axes[i]].map(({ name }) => `"${name}"`).join(" and ");
      throw new RangeError(`Cannot ${action}: the axes ${names} both set ${key}`);
    })
  );
  for (const axis of rest.axes) {
    if (TAKEN.includes(axis.name)) {
      throw new RangeError(`Cannot ${action}: no axis may be named "${axis.name}", a column of every table`);
    }
    checkOnce(action, `the value of axis "${axis.name}"`, axis.values.map(labelOf));
  }
  return { ...rest, base, seeds };
}

/**
 * The label of an axis's value in tables.
 * @param value The value.
 * @returns Its label.
 */
export function labelOf(value: AxisValue): string {
  return typeof value === "object" ? value.label : String(value);
}

/**
 * The keys that an axis's value sets.
 * @param axis The axis.
 * @param value The value.
 * @param action What the caller was about to do, for messages.
 * @returns The keys and their values.
 * @throws {TypeError} If the value is a plain one and the axis names no key.
 */
export function setBy(axis: SweepAxis, value: AxisValue, action: string): Record<string, unknown> {
  if (typeof value === "object") return value.set;
  if (axis.key !== undefined) return { [axis.key]: value };
  throw new TypeError(`Cannot ${action}: the axis "${axis.name}" has plain values and no key to set`);
}
