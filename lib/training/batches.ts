/**
 * Batches of examples cut and joined, sample by sample.
 * @module
 */
import type { Examples } from "./examples.ts";

/**
 * Joins batches.
 * @param batches At least one; all have the same fields.
 * @returns The samples of all, one batch after another.
 */
export function joinExamples(batches: readonly Examples[]): Examples {
  return batches.length === 1 ? batches[0] : joined(batches as readonly object[]) as Examples;
}

/**
 * Cuts a batch into equal parts, or several that were joined, each network's own.
 * @param examples B samples of each network, network by network.
 * @param parts How many parts; divides B.
 * @param networks How many networks; 1 where not given.
 * @returns The parts, each of B/parts samples of each network.
 */
export function cutExamples(examples: Examples, parts: number, networks: number = 1): Examples[] {
  if (parts === 1) return [examples];
  const batches = rows(examples, networks).map((batch) => rows(batch, parts));
  return Array.from({ length: parts }, (_, part) => joinExamples(batches.map((cut) => cut[part])));
}

/** Equal stretches of every array, which they share. */
function rows(examples: Examples, parts: number): Examples[] {
  return Array.from({ length: parts }, (_, part) =>
    mapFields(examples, (array) => {
      const length = array.length / parts;
      return array.subarray(part * length, (part + 1) * length);
    }));
}

function joined(batches: readonly object[]): object {
  const fields = batches.map((batch) => batch as Record<string, unknown>);
  return Object.fromEntries(
    Object.entries(fields[0]).map(([key, first]) => {
      const all = fields.map((each) => each[key]);
      if (ArrayBuffer.isView(first)) return [key, concatenated(all as Float32Array[])];
      return [key, typeof first === "object" ? joined(all as object[]) : first];
    }),
  );
}

function concatenated(arrays: readonly Float32Array[]): Float32Array {
  const kind = arrays[0].constructor as Float32ArrayConstructor;
  const out = new kind(arrays.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const array of arrays) {
    out.set(array, start);
    start += array.length;
  }
  return out;
}

/** Applies a function to every array, those of nested fields too. */
function mapFields<T extends object>(fields: T, change: (array: Float32Array) => Float32Array): T {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => {
      if (ArrayBuffer.isView(value)) return [key, change(value as Float32Array)];
      return [key, typeof value === "object" ? mapFields(value, change) : value];
    }),
  ) as T;
}
