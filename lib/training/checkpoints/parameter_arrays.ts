/**
 * A flat parameter vector as named arrays in a file, and back.
 * @module
 */
import { badFile } from "../../io/read.ts";
import type { StoredTensor } from "../../io/formats/safetensors.ts";
import type { Parameters } from "../../nn/parameters.ts";

/**
 * Cuts a flat vector into the network's arrays.
 * @param parameters The network's parameters.
 * @param flat One number for each.
 * @param prefix Put before each array's name.
 * @returns The arrays by name; views of the vector.
 * @throws {TypeError} If the vector has another length.
 */
export function namedArrays(
  parameters: Parameters,
  flat: Float32Array,
  prefix: string = "",
): Record<string, StoredTensor> {
  return Object.fromEntries(
    parameters.list.map(({ name, shape }) => [prefix + name, { shape, values: parameters.slice(flat, name) }]),
  );
}

/**
 * Joins the arrays of a file to a flat vector.
 * @param path The file, for errors.
 * @param parameters The network's parameters.
 * @param tensors The file's arrays; each of the network's is among them in its shape.
 * @param prefix What stands before each array's name.
 * @returns One number for each parameter.
 * @throws {SyntaxError} If an array is not of dtype F32 or holds a value that is not finite.
 */
export function flatVector(
  path: string,
  parameters: Parameters,
  tensors: ReadonlyMap<string, StoredTensor>,
  prefix: string = "",
): Float32Array {
  const flat = new Float32Array(parameters.size);
  for (const { name } of parameters.list) {
    const { values } = tensors.get(prefix + name)!;
    if (!(values instanceof Float32Array)) throw badFile(path, `${prefix}${name} is not of dtype F32`);
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw badFile(path, `${prefix}${name}[${bad}] must be finite, got ${values[bad]}`);
    parameters.slice(flat, name).set(values);
  }
  return flat;
}

/**
 * Checks that a file holds the arrays expected and no others.
 * @param path The file, for errors.
 * @param tensors The file's arrays.
 * @param expected The shape of each array expected.
 * @throws {TypeError} Names the first array that differs, with both shapes.
 */
export function checkShapes(
  path: string,
  tensors: ReadonlyMap<string, StoredTensor>,
  expected: ReadonlyMap<string, readonly number[]>,
): void {
  for (const name of new Set([...expected.keys(), ...tensors.keys()])) {
    const there = tensors.get(name)?.shape, wanted = expected.get(name);
    if (there !== undefined && there.join() === wanted?.join()) continue;
    throw new TypeError(
      `Cannot load ${path}: it has ${written(name, there)}, the network has ${written(name, wanted)}`,
    );
  }
}

function written(name: string, shape: readonly number[] | undefined): string {
  return shape === undefined ? `no ${name}` : `${name} of shape [${shape.join(", ")}]`;
}
