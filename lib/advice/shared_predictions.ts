/**
 * The optima of many shared losses at once, in any dimension: what the bins of different ways to share have in common is
 * asked of the law once.
 * @module
 */
import type { Oracle } from "../oracle/oracle.ts";
import type { NoisePath } from "../samplers/noise_path.ts";

/** Rows at a time: cells are cut where these rows need it, and the memory is that of their predictions. */
const ROWS = 16;

/** The first bin is cut off at this share of it: what lies below has no weight for points that come from above. */
const LEAST = 1e-9;

/** The widest cell in ln t before any is halved, and the fewest cells of a bin. */
const WIDEST = 0.75, FEWEST = 4;

/** Neighbouring cells of weight whose log densities differ by more are halved. */
const JUMP = 0.7;

/** A cell e^−this times lighter than the heaviest of its bin counts for nothing. */
const LIGHT = 10;

/** The most cells for a group of rows. */
const MOST = 400;

/** Times that are taken together: in ln t, or whole steps. */
interface Cell {
  readonly low: number;
  readonly high: number;
  /** ln of the cell's share of the loss. */
  readonly measure: number;
  /** ln of the density at the cell's node, for each row, per unit of the coordinate. */
  readonly logits: Float64Array;
  /** ε* there. */
  readonly value: Float64Array;
}

/**
 * E[ε | x, t in a bin] with t uniform, for several bins: Σ q_t(x) ε*(x, t) / Σ q_t(x) over the times of each. The sums are
 * those of `sharedOptimum` where time has steps, and integrals in ln t where it is continuous. In d dimensions x tells σ to
 * 1/√(2d), so that cells are halved where the density asks for it, and only there.
 * @param law The data.
 * @param path Where the noise is at a time.
 * @param x n points, n × d.
 * @param bins The first time of each bin, and the first that is no longer in it.
 * @returns The prediction of each bin, n × d.
 */
export function sharedPredictions(
  law: Oracle,
  path: NoisePath,
  x: Float64Array,
  bins: readonly (readonly [low: number, high: number])[],
): Float64Array[] {
  const d = law.dimension, out = bins.map(() => new Float64Array(x.length));
  const ranges = bins.map((bin) => rangeOf(path, bin));
  for (let first = 0; first < x.length; first += ROWS * d) {
    const part = x.subarray(first, first + ROWS * d), cells = cellsFor(law, path, part, ranges);
    ranges.forEach((range, b) => out[b].set(averageOver(membersOf(cells, range), part.length / d, d), first));
  }
  return out;
}

type Range = readonly [low: number, high: number];

/** A bin in the coordinate of the cells: ln t, or steps. */
function rangeOf({ steps, noisiest }: NoisePath, [low, high]: Range): Range {
  return steps === undefined
    ? [Math.log(Math.max(low, LEAST * noisiest)), Math.log(high)]
    : [Math.ceil(low), Math.ceil(high)];
}

function membersOf(cells: readonly Cell[], [from, to]: Range): Cell[] {
  return cells.filter(({ low, high }) => low >= from && high <= to);
}

function cellsFor(law: Oracle, path: NoisePath, x: Float64Array, ranges: readonly Range[]): Cell[] {
  const discrete = path.steps !== undefined, rows = x.length / law.dimension;
  const cellOf = (low: number, high: number): Cell => {
    const middle = (low + high) / 2, time = discrete ? Math.floor((low + high - 1) / 2) : Math.exp(middle);
    const { logDensity, value } = law.evaluate("eps", x, path.levelAt(time));
    // dt = t d(ln t).
    const logits = discrete ? logDensity : logDensity.map((log) => log + middle);
    return { low, high, measure: Math.log(high - low), logits, value };
  };
  const edges = edgesOf(ranges, discrete);
  let cells = edges.slice(1).map((edge, i) => cellOf(edges[i], edge));
  while (cells.length < MOST) {
    const halved = new Set<Cell>();
    for (const range of ranges) markJumps(membersOf(cells, range), rows, halved);
    const able = ({ low, high }: Cell) => !discrete || high - low > 1;
    if (![...halved].some(able)) break;
    cells = cells.flatMap((cell) => {
      if (!halved.has(cell) || !able(cell)) return [cell];
      const middle = discrete ? Math.floor((cell.low + cell.high) / 2) : (cell.low + cell.high) / 2;
      return [cellOf(cell.low, middle), cellOf(middle, cell.high)];
    });
  }
  return cells;
}

/** The edges of all ranges, and what cuts each of them into cells of a first width. */
function edgesOf(ranges: readonly Range[], discrete: boolean): number[] {
  const edges = new Set<number>();
  for (const [low, high] of ranges) {
    const count = Math.max(FEWEST, discrete ? 0 : Math.ceil((high - low) / WIDEST));
    for (let i = 0; i <= count; i++) {
      const edge = i === count ? high : low + i * (high - low) / count;
      edges.add(discrete ? Math.round(edge) : edge);
    }
  }
  return [...edges].sort((a, b) => a - b);
}

/** Adds to a set the cells of a bin whose log density differs too much from their neighbour's, for any row. */
function markJumps(cells: readonly Cell[], rows: number, into: Set<Cell>): void {
  for (let row = 0; row < rows; row++) {
    const weight = ({ logits, measure }: Cell) => logits[row] + measure;
    const most = cells.reduce((largest, cell) => Math.max(largest, weight(cell)), -Infinity) - LIGHT;
    for (let i = 1; i < cells.length; i++) {
      const [a, b] = [cells[i - 1], cells[i]];
      if (Math.max(weight(a), weight(b)) < most || Math.abs(a.logits[row] - b.logits[row]) <= JUMP) continue;
      into.add(a).add(b);
    }
  }
}

/** Σ weight · value / Σ weight, row by row. */
function averageOver(cells: readonly Cell[], rows: number, d: number): Float64Array {
  const out = new Float64Array(rows * d);
  for (let row = 0; row < rows; row++) {
    const logs = cells.map(({ logits, measure }) => logits[row] + measure), most = Math.max(...logs);
    const weights = logs.map((log) => Math.exp(log - most)), total = weights.reduce((sum, weight) => sum + weight, 0);
    cells.forEach(({ value }, c) => {
      const share = weights[c] / total;
      if (share > 0) { for (let i = row * d; i < (row + 1) * d; i++) out[i] += share * value[i]; }
    });
  }
  return out;
}
