/**
 * The products of an expansion on WebAssembly: of points with centred means, and sums of centred means. Large ones are
 * shared out among threads. What they come to for one point depends on nothing but that point.
 * @module
 */
import { STEP, TILE } from "../numerics/kernels/float64.ts";
import { BlockTeam } from "../numerics/kernels/team.ts";
import type { Atoms } from "./atoms.ts";

/** Coordinates, or means, summed before a sum is added to its total. */
export const DEPTH = 64;

/** Rows and columns of one tile of a product: with this depth, its factors and its sums stay in the cache. */
const SIDE = 64;

/**
 * (x_row − factor · centre) · (mean_k − centre) for some rows and all means.
 * @param atoms The means.
 * @param centre d entries.
 * @param table Output, rows × K.
 * @param x Points, row-major.
 * @param rows Which.
 * @param factor The factor.
 */
export function productsInto(
  atoms: Atoms,
  centre: Float64Array,
  table: Float64Array,
  x: Float64Array,
  rows: Int32Array,
  factor: number,
): void {
  const { count, dimension: d } = atoms, slabs = Math.ceil(d / DEPTH), tiles = Math.ceil(rows.length / SIDE);
  const depth = Math.min(DEPTH, Math.ceil(d / STEP) * STEP), high = sideOf(rows.length), wide = sideOf(count);
  // Two tiles of means are packed while other threads compute with those packed before; few are packed at once.
  const [together, turns] = count > wide ? [2 * wide, 2] : [wide, 1];
  const rowTile = high * depth, meanTile = wide * depth;
  // The factors' padding must be zero: rows, then means and results in turn, to be filled and computed.
  const a = tiles * slabs * rowTile, b = together * slabs * depth, c = tiles * high * together;
  const entries = a + turns * (b + c);
  using team = new BlockTeam(entries, 2 * rows.length * count * d);
  const memory = team.memory.fill(0, 0, entries), at = (entry: number) => team.bytes + 8 * entry;
  for (let r = 0; r < rows.length; r++) {
    packRow(memory, Math.floor(r / SIDE) * slabs * rowTile, r % SIDE, high, depth, x, rows[r] * d, d, centre, factor);
  }
  const place = (from: number) => a + (from / together) % turns * (b + c);
  const collect = (from: number) => {
    const results = place(from) + b, width = Math.min(together, count - from);
    for (let r = 0; r < rows.length; r++) {
      table.set(memory.subarray(results + r * together, results + r * together + width), r * count + from);
    }
  };
  for (let from = 0; from < count; from += together) {
    const to = Math.min(count, from + together), means = place(from), results = means + b;
    atoms.scaled(from, to, 1);
    for (let k = 0; k < to - from; k++) {
      const tile = means + Math.floor(k / SIDE) * slabs * meanTile;
      packRow(memory, tile, k % SIDE, wide, depth, atoms.view, k * d, d, centre, 1);
    }
    // What was handed out before has had the time of the packing; its places are filled next.
    if (from > 0) {
      team.finish();
      collect(from - together);
      memory.fill(0, results, results + c);
    }
    for (let first = 0; first < rows.length; first += SIDE) {
      const height = panels(Math.min(SIDE, rows.length - first)), left = at(first / SIDE * slabs * rowTile);
      for (let column = 0; column < to - from; column += SIDE) {
        const width = panels(Math.min(SIDE, to - from - column)), right = at(means + column / SIDE * slabs * meanTile);
        const out = at(results + first * together + column);
        team.add([left, right, out, height, width, depth, 8 * together, slabs, 8 * rowTile, 8 * meanTile]);
      }
    }
  }
  team.finish();
  collect(Math.floor((count - 1) / together) * together);
}

/**
 * Adds Σ share_k (mean_k − centre) to some rows. Means of which no row has a share cost nothing, and rows that share none
 * of a slab of means are not computed with it: what they would add is zero.
 * @param atoms The means.
 * @param centre d entries.
 * @param out The rows, row-major.
 * @param rows Which.
 * @param shares One factor per row and mean, rows × K.
 */
export function addShares(
  atoms: Atoms,
  centre: Float64Array,
  out: Float64Array,
  rows: Int32Array,
  shares: Float64Array,
): void {
  const { count, dimension: d } = atoms, wide = panels(d) * TILE, high = panels(rows.length);
  const most = Math.min(DEPTH, Math.ceil(count / STEP) * STEP), turns = count > DEPTH ? 2 : 1;
  const a = high * TILE * most, b = wide * most, total = turns * (a + b), entries = total + high * TILE * wide;
  const slabs = Array.from(
    { length: Math.ceil(count / DEPTH) },
    (_, i) => slabOf(shares, rows.length, count, i * DEPTH, Math.min(count, (i + 1) * DEPTH)),
  );
  const products = slabs.reduce(
    (sum, { means, runs }) => sum + means.length * runs.reduce((all, [first, end]) => all + end - first, 0),
    0,
  );
  using team = new BlockTeam(entries, 2 * products * TILE * d);
  const memory = team.memory.fill(0, 0, entries), at = (entry: number) => team.bytes + 8 * entry;
  slabs.filter(({ means }) => means.length > 0).forEach(({ means, runs }, turn) => {
    const left = turn % turns * (a + b), right = left + a, depth = Math.ceil(means.length / STEP) * STEP;
    memory.fill(0, left, right);
    for (const [first, end] of runs) {
      for (let r = TILE * first; r < Math.min(rows.length, TILE * end); r++) {
        let to = left + Math.floor(r / TILE) * TILE * depth + r % TILE;
        for (let k = 0; k < means.length; k++, to += TILE) memory[to] = shares[r * count + means[k]];
      }
    }
    atoms.gather(means, 0, means.length);
    packMeans(memory, right, depth, atoms, means.length, centre);
    // Results are added to slab by slab, in this order.
    team.finish();
    for (let column = 0; column < wide; column += SIDE) {
      const width = panels(Math.min(SIDE, wide - column)), from = at(right + column * depth);
      for (const [first, end] of runs) {
        const [rowsAt, to] = [at(left + first * TILE * depth), at(total + first * TILE * wide + column)];
        team.add([rowsAt, from, to, end - first, width, depth, 8 * wide, 1, 0, 0]);
      }
    }
  });
  team.finish();
  for (let r = 0; r < rows.length; r++) {
    for (let i = 0; i < d; i++) out[rows[r] * d + i] += memory[total + r * wide + i];
  }
}

/** What of a slab of means has shares: the means, and runs of panels of rows, none longer than a tile. */
interface Slab {
  readonly means: Int32Array;
  readonly runs: readonly (readonly [first: number, end: number])[];
}

function slabOf(shares: Float64Array, rows: number, count: number, from: number, to: number): Slab {
  const used = new Uint8Array(to - from), runs: [number, number][] = [];
  for (let panel = 0; panel < panels(rows); panel++) {
    let any = false;
    for (let r = TILE * panel; r < Math.min(rows, TILE * (panel + 1)); r++) {
      for (let k = from; k < to; k++) {
        if (shares[r * count + k] !== 0) any = (used[k - from] = 1) === 1;
      }
    }
    if (!any) continue;
    const last = runs[runs.length - 1];
    if (last?.[1] === panel && panel - last[0] < SIDE / TILE) last[1]++;
    else runs.push([panel, panel + 1]);
  }
  let size = 0;
  const means = new Int32Array(to - from);
  used.forEach((is, k) => {
    if (is === 1) means[size++] = from + k;
  });
  return { means: means.subarray(0, size), runs };
}

/** Packs centred means as columns: panels of four coordinates, `depth` means each, zeros where there are no more. */
function packMeans(
  memory: Float64Array,
  to: number,
  depth: number,
  { view, offsets, dimension: d }: Atoms,
  count: number,
  centre: Float64Array,
): void {
  for (let k = count; k < depth; k++) {
    for (let panel = 0, i = to + k * TILE; panel < panels(d); panel++, i += depth * TILE) memory.fill(0, i, i + TILE);
  }
  for (let k = 0; k < count; k++) {
    const at = offsets[k], whole = d - d % TILE;
    let i = 0, panel = to + k * TILE;
    for (; i < whole; i += TILE, panel += depth * TILE) {
      memory[panel] = view[at + i] - centre[i];
      memory[panel + 1] = view[at + i + 1] - centre[i + 1];
      memory[panel + 2] = view[at + i + 2] - centre[i + 2];
      memory[panel + 3] = view[at + i + 3] - centre[i + 3];
    }
    for (let j = 0; i < d; i++, j++) memory[panel + j] = view[at + i] - centre[i];
  }
}

/** Packs a row − factor · centre for a product: slabs of coordinates, in each of them panels of four of `side` rows. */
function packRow(
  memory: Float64Array,
  base: number,
  row: number,
  side: number,
  depth: number,
  values: Float64Array,
  at: number,
  length: number,
  centre: Float64Array,
  factor: number,
): void {
  let to = base + (row - row % TILE) * depth + row % TILE;
  for (let start = 0; start < length; start += depth, to += (side - TILE) * depth) {
    const end = Math.min(length, start + depth);
    for (let i = start; i < end; i++, to += TILE) memory[to] = values[at + i] - factor * centre[i];
  }
}

/** The side of a tile that is no larger than its rows ask for. */
function sideOf(rows: number): number {
  return Math.min(SIDE, TILE * panels(rows));
}

function panels(rows: number): number {
  return Math.ceil(rows / TILE);
}
