/**
 * NumPy files as data: pictures as bytes, or points as floats.
 * @module
 */
import { basename } from "node:path";
import { type NpyArray, readNpy } from "../io/npy.ts";
import { readNpz } from "../io/npz.ts";
import { badFile } from "../io/read.ts";
import type { PointSet } from "./point_sets.ts";

/** Pictures of a NumPy file, not yet brought to a size. */
export interface StoredPictures {
  /** Height, width, channels. */
  readonly shape: [height: number, width: number, channels: number];
  /** The pictures one after the other. */
  readonly bytes: Uint8Array;
  /** The class of each. */
  readonly labels?: Uint8Array;
}

/**
 * Reads pictures from a .npy (one array) or .npz: `images`, or `arr_0` as reference batches call it, as uint8 of
 * [n, height, width, 1 or 3] or [n, height, width]; and `labels`, or `arr_1`, as n integers in {0, …, 255}.
 * @param path The file.
 * @returns The pictures.
 * @throws {SyntaxError} If the file is damaged or holds no such arrays: names the array, its type and its shape.
 */
export async function readPictureArrays(path: string): Promise<StoredPictures> {
  const arrays = await arraysOf(path);
  const images = take(path, arrays, ["images", "arr_0"]), { data, shape: [count, ...rest] } = images;
  const [height, width, channels = 1] = rest;
  const wellShaped = (rest.length === 2 || rest.length === 3) && (channels === 1 || channels === 3);
  if (!(data instanceof Uint8Array) || !wellShaped || data.length === 0) {
    throw badFile(path, `pictures must be u1 of [n, height, width, 1 or 3], got ${describe(images)}`);
  }
  const shape: StoredPictures["shape"] = [height, width, channels];
  const given = arrays.get("labels") ?? arrays.get("arr_1");
  if (given === undefined) return { shape, bytes: data };
  // One-hot or float labels are another thing, and guessing what they mean would be worse than stopping.
  const values = Array.from(given.data as ArrayLike<number | bigint>, Number);
  const whole = values.every((value) => Number.isInteger(value) && value >= 0 && value <= 255);
  if (given.shape.length !== 1 || values.length !== count || !whole) {
    throw badFile(path, `labels must be ${count} integers in {0, …, 255}, got ${describe(given)}`);
  }
  return { shape, bytes: data, labels: Uint8Array.from(values) };
}

/**
 * Reads points from a .npy (one array) or .npz: `points`, or `arr_0`, as f4 or f8 of [n, dimension]. They are taken as
 * they are, neither moved nor scaled.
 * @param path The file.
 * @returns The points, named after the file.
 * @throws {SyntaxError} If the file is damaged or holds no such array: names the array, its type and its shape.
 */
export async function loadPoints(path: string): Promise<PointSet> {
  const array = take(path, await arraysOf(path), ["points", "arr_0"]), { data, shape } = array;
  const float = data instanceof Float64Array || data instanceof Float32Array;
  if (!float || shape.length !== 2 || data.length === 0) {
    throw badFile(path, `points must be f4 or f8 of [n, dimension], got ${describe(array)}`);
  }
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw badFile(path, `points must be finite, point ${Math.floor(bad / shape[1])} has ${data[bad]}`);
  const name = basename(path).replace(/\.np[yz]$/i, "");
  return { name, dimension: shape[1], points: Float64Array.from(data) };
}

/** A .npy counts as an archive of one unnamed array. */
async function arraysOf(path: string): Promise<Map<string, NpyArray>> {
  return /\.npy$/i.test(path) ? new Map([["arr_0", await readNpy(path)]]) : await readNpz(path);
}

function take(path: string, arrays: Map<string, NpyArray>, names: string[]): NpyArray {
  const name = names.find((name) => arrays.has(name));
  if (name !== undefined) return arrays.get(name)!;
  throw badFile(path, `no array "${names.join('" or "')}" in it, there is ${[...arrays.keys()].join(", ") || "none"}`);
}

function describe({ type, shape }: NpyArray): string {
  return `${type} of [${shape.join(", ")}]`;
}
