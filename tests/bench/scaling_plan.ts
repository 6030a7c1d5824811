/**
 * Which sizes the scaling benchmark measures, which it leaves out, and what it says of each as soon as it is measured.
 * @module
 */
import { countParameters, makeNetwork } from "../../lib/nn/network.ts";
import type { Here } from "./history.ts";
import { least, median, pairRatio } from "./pairs.ts";
import { parts, type ScalingRow } from "./scaling_rows.ts";
import { nameOf, unetOf } from "./sides.ts";
import { compared, type Measured, type Problem, type Side } from "./training_run.ts";
import type { Turns } from "./training_turns.ts";

/** A size of the problem and its places: it may be a point of several curves. */
export interface Size {
  /** Its places. */
  readonly places: (readonly [axis: ScalingRow["axis"], size: number])[];
  /** Channels of the network's first level. */
  readonly base: number;
  /** Height and width of a picture in pixels. */
  readonly pixels: number;
  /** Pictures in a batch. */
  readonly batch: number;
  /** On how many cores it is computed. */
  readonly used: number;
}

/**
 * The sizes to be measured.
 * @param cores The cores of this machine.
 * @returns Each once, from the smallest of each axis.
 */
export function plannedSizes(cores: number): Size[] {
  const usual = { base: 32, pixels: 16, batch: 64, used: cores }, all = new Map<string, Size>();
  const add = (axis: ScalingRow["axis"], size: number, differs: Partial<Size>) => {
    const { base, pixels, batch, used } = { ...usual, ...differs }, key = [base, pixels, batch, used].join();
    const known = all.get(key) ?? { places: [], base, pixels, batch, used };
    known.places.push([axis, size]);
    all.set(key, known);
  };
  for (const batch of [4, 16, 64, 256]) add("batch", batch, { batch });
  for (const base of [8, 16, 32, 64]) add("width", base, { base });
  for (const pixels of [8, 16, 32, 64]) add("resolution", pixels, { pixels, batch: 16 });
  for (let used = 1; used < cores; used *= 2) add("cores", used, { used });
  add("cores", cores, { used: cores });
  return [...all.values()];
}

/** How to measure. */
export interface ScalingOptions {
  /** When and where. */
  readonly here: Here;
  /** The kit's sides. */
  readonly sides: readonly Side[];
  /** How many turns each takes. */
  readonly turns: number;
  /** Seconds that a turn of one side may be expected to take; what would take longer is left out. */
  readonly limit: number;
  /** Lets the sides take turns. */
  readonly measure: (problem: Problem, sides: readonly Side[], turns: number) => Promise<Turns>;
  /** Is given the rows of a size as soon as it has been measured. */
  readonly take: (rows: readonly ScalingRow[]) => Promise<void>;
  /** Prints a line. */
  readonly say: (line: string) => void;
}

/** Parameters times pixels times pictures: what the arithmetic of a convolutional network grows with. */
function workOf({ pixels, batch }: Size, parameters: number): number {
  return parameters * pixels ** 2 * batch;
}

/** Blocks so long that they can be timed, and so short that the largest sizes take no hours. */
function lengthOf(work: number): Pick<Problem, "steps" | "blocks"> {
  const usual = 64 * 16 ** 2 * 1e6, steps = Math.round(compared * usual / work);
  return { steps: Math.min(8 * compared, Math.max(compared, steps)), blocks: work > 2 * usual ? 1 : 2 };
}

/**
 * Measures sizes, one after the other; one that fails does not keep the next from being measured.
 * @param sizes The sizes.
 * @param options How.
 * @returns How many failed.
 */
export async function measureSizes(sizes: readonly Size[], options: ScalingOptions): Promise<number> {
  const { here, limit, take, say } = options, pace = new Map<string, number>();
  let failed = 0;
  for (const size of sizes) {
    const network = unetOf(size.pixels, size.base), parameters = countParameters(makeNetwork(network));
    const work = workOf(size, parameters), { steps, blocks } = lengthOf(work);
    const told = `${nameOfSize(size)}, ${(parameters / 1e6).toFixed(2)} M parameters`;
    // A turn warms up with one block, and a prediction is a third of a step.
    const seconds = (side: Side) => (pace.get(nameOf(side)) ?? 0) * work * steps * (1 + blocks) * 4 / 3 / 1000;
    const able = sidesFor(options.sides, size.used, here.cores), sides = able.filter((side) => seconds(side) <= limit);
    for (const side of able.filter((each) => !sides.includes(each))) {
      say(`${told}: ${nameOf(side)} is left out, a turn would take ${seconds(side).toFixed(0)} s`);
    }
    const problem = { network, batch: size.batch, steps, blocks, ...(size.used < here.cores && { cores: size.used }) };
    try {
      const turns = await options.measure(problem, sides, options.turns);
      const all: [string, Measured[]][] = [["PyTorch", turns.peer]];
      for (const [side, measured] of turns.own) {
        all.push([nameOf(side), measured]);
        pace.set(nameOf(side), least(measured.flatMap(({ step }) => step)) / work);
      }
      const rows = rowsOf(size, { here, parameters, turns, all });
      say(told);
      for (const line of linesOf(rows, all.map(([name]) => name))) say(line);
      await take(rows);
    } catch (error) {
      failed++;
      say(`${told}: failed: ${error instanceof Error ? error.message : error}`);
    }
  }
  return failed;
}

/** With fewer cores than there are, as many workers as cores; else what was asked for. */
function sidesFor(sides: readonly Side[], used: number, cores: number): Side[] {
  if (used === cores) return [...sides];
  const names = new Map(sides.map(({ backend }) => [backend, backend === "wasm" ? used : 1]));
  return [...names].map(([backend, workers]) => ({ backend, workers }));
}

function nameOfSize({ places, base, pixels, batch, used }: Size): string {
  const where = places.map(([axis, size]) => `${axis} ${size}`).join(", ");
  return `${where}: ${batch} pictures of ${pixels} × ${pixels}, ${base} channels, ${used} ${
    used === 1 ? "core" : "cores"
  }`;
}

interface Found {
  readonly here: Here;
  readonly parameters: number;
  readonly turns: Turns;
  readonly all: readonly (readonly [string, Measured[]])[];
}

function rowsOf({ places, pixels, batch, used }: Size, { here, parameters, turns, all }: Found): ScalingRow[] {
  const [{ gigaflop, forwardGigaflop }] = turns.peer;
  return places.flatMap(([axis, size]) =>
    parts.flatMap((part) => {
      const of = part === "step" ? "step" : "forward", theirs = turns.peer.map((each) => each[of]);
      return all.map(([side, measured]): ScalingRow => {
        const mine = measured.map((each) => each[of]),
          times = mine.flat(),
          { median: ratio, range } = pairRatio(mine, theirs);
        const [milliseconds, lowest, highest] = [median(times), ...range];
        return {
          ...here,
          ...{ axis, size, parameters, batch, pixels, used, part, side },
          gigaflop: rounded(part === "step" ? gigaflop : forwardGigaflop),
          milliseconds: rounded(milliseconds),
          least: rounded(least(times)),
          most: rounded(Math.max(...times)),
          ratio: rounded(ratio),
          lowest: rounded(lowest),
          highest: rounded(highest),
        };
      });
    })
  );
}

/** To four digits, as the file has them. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** What is said of the rows of a size, which are alike in all of its places. */
function linesOf(rows: readonly ScalingRow[], names: readonly string[]): string[] {
  return parts.map((part) => {
    const own = names.map((name) => rows.find((row) => row.part === part && row.side === name)!);
    const times = own.map(({ side, milliseconds, least, ratio, lowest, highest }) => {
      const time = `${side} ${milliseconds} ms (least ${least})`;
      return side === "PyTorch" ? time : `${time}, ${ratio.toFixed(2)} x [${lowest.toFixed(2)}, ${highest.toFixed(2)}]`;
    });
    return `  ${part}, ${own[0].gigaflop} GFLOP: ${times.join("; ")}`;
  });
}
