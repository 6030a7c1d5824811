/**
 * Carrying numbers between a foreign checkpoint and the kit's flat vector, in both directions.
 * @module
 */
import { badFile } from "../../io/read.ts";
import type { StoredTensor } from "../../io/formats/safetensors.ts";
import { type NamedArrays, readShaped } from "../torch/arrays.ts";
import type { Link } from "./links.ts";

/** Rows that are carried together, so that both sides of a transposition stay in the cache. */
const TILE = 16;

/**
 * Fills the flat vector of a network.
 * @param size Its length.
 * @param links What fills what.
 * @param arrays The checkpoint.
 * @param ignored Names of arrays that are not used.
 * @returns The vector; what no link fills, such as the row of "no label", is 0.
 * @throws {SyntaxError} If an array is missing, has another shape, or belongs to no layer: it would be another network.
 */
export async function gather(
  size: number,
  links: readonly Link[],
  arrays: NamedArrays,
  ignored: (name: string) => boolean = () => false,
): Promise<Float32Array> {
  const used = new Set(links.map(({ name }) => name)),
    odd = arrays.names.find((name) => !used.has(name) && !ignored(name));
  if (odd !== undefined) throw badFile(arrays.path, `"${odd}" belongs to no layer of the network that is described`);
  // Every array is looked for before memory is taken.
  for (const { name, shape } of links) {
    if (arrays.shape(name)?.join() !== shape.join()) await readShaped(arrays, name, shape);
  }
  const flat = new Float32Array(size);
  for (const link of links) carry(link, await arrays.read(link.name), flat, "in");
  return flat;
}

/**
 * The foreign arrays of a flat vector.
 * @param flat The vector.
 * @param links What is filled by what. Those that add give zeros: their numbers are in what they are added to.
 * @returns The arrays by name.
 */
export function scatter(flat: Float32Array, links: readonly Link[]): Record<string, StoredTensor> {
  const arrays: Record<string, StoredTensor> = {};
  for (const link of links) {
    const values = new Float32Array(link.shape.reduce((product, n) => product * n, 1));
    if (!link.adds) carry(link, values, flat, "out");
    arrays[link.name] = { shape: link.shape, values };
  }
  return arrays;
}

function carry(link: Link, foreign: Float32Array, flat: Float32Array, way: "in" | "out"): void {
  const { shape, parameter: { offset, shape: own }, kind, column = 0, order, adds = false, factor = 1 } = link;
  const total = own[own.length - 1], place = order ?? Int32Array.from({ length: shape[0] }, (_, row) => row);
  if (kind === "rows") {
    // The bias of a map of one-hot vectors goes to every class and to "no label"; rows of a table stand as they are.
    const rows = adds ? own[0] : 1, size = foreign.length;
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < size; i++) {
        if (way === "out") foreign[i] = flat[offset + i];
        else flat[offset + row * size + i] = (adds ? flat[offset + row * size + i] : 0) + foreign[i];
      }
    }
    return;
  }
  // Of learned variances, which follow the sample's channels, nothing is carried.
  const count = Math.min(shape[0], total), from = kind === "vector" ? 1 : shape[1];
  const taps = kind === "filter" ? shape[2] * shape[3] : 1;
  for (let first = 0; first < count; first += TILE) {
    const end = Math.min(count, first + TILE);
    for (let i = 0; i < from; i++) {
      for (let tap = 0; tap < taps; tap++) {
        const base = offset + (tap * from + i) * total + column, source = i * taps + tap, step = from * taps;
        if (way === "out") {
          for (let row = first; row < end; row++) foreign[row * step + source] = flat[base + place[row]] / factor;
        } else if (adds) {
          for (let row = first; row < end; row++) flat[base + place[row]] += foreign[row * step + source];
        } else {
          for (let row = first; row < end; row++) flat[base + place[row]] = factor * foreign[row * step + source];
        }
      }
    }
  }
}
