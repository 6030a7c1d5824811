/**
 * The arrays of a checkpoint by name, whatever kind of file they are in.
 * @module
 */
import { openSafetensors } from "../../io/formats/safetensors.ts";
import { badFile } from "../../io/read.ts";
import { readStateDict } from "./read_torch.ts";
import type { TorchTensor } from "./tensor.ts";

/** Named arrays that are read one by one. */
export interface NamedArrays {
  /** Their file, for errors. */
  readonly path: string;
  /** Their names. */
  readonly names: readonly string[];
  /** The dimensions of one; undefined where there is none of that name. */
  shape(name: string): readonly number[] | undefined;
  /** Reads one: row-major, as float32; nobody writes to it. */
  read(name: string): Promise<Float32Array>;
}

/**
 * Opens the arrays of a file: safetensors, or a state dict of PyTorch.
 * @param path The file; its ending says which, `.safetensors` or any other.
 * @returns The arrays.
 * @throws {SyntaxError} "Cannot read PATH: …" if it is damaged or holds no arrays.
 * @throws {Error} If it cannot be read.
 */
export async function openArrays(path: string): Promise<NamedArrays> {
  return path.endsWith(".safetensors") ? await safetensorsArrays(path) : torchArrays(path, await readStateDict(path));
}

async function safetensorsArrays(path: string): Promise<NamedArrays> {
  const file = await openSafetensors(path), places = new Map(file.places.map((place) => [place.name, place]));
  return {
    path,
    names: [...places.keys()],
    shape: (name) => places.get(name)?.shape,
    read: (name) => file.floats(places.get(name)!),
  };
}

/**
 * The tensors of a PyTorch file as named arrays.
 * @param path The file, for errors.
 * @param tensors Its tensors.
 * @returns The arrays.
 */
export function torchArrays(path: string, tensors: ReadonlyMap<string, TorchTensor>): NamedArrays {
  return {
    path,
    names: [...tensors.keys()],
    shape: (name) => tensors.get(name)?.shape,
    read: (name) => tensors.get(name)!.read(),
  };
}

/**
 * Reads an array that must have a certain shape.
 * @param arrays The arrays.
 * @param name Its name.
 * @param shape Its shape.
 * @returns The values.
 * @throws {SyntaxError} If it is not there or has another shape: names it, and what there is.
 */
export async function readShaped(arrays: NamedArrays, name: string, shape: readonly number[]): Promise<Float32Array> {
  const there = arrays.shape(name);
  if (there === undefined) throw badFile(arrays.path, `"${name}" of shape [${shape.join(", ")}] is missing`);
  if (there.join() !== shape.join()) {
    throw badFile(arrays.path, `"${name}" must have shape [${shape.join(", ")}], got [${there.join(", ")}]`);
  }
  return await arrays.read(name);
}
