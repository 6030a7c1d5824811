/**
 * Saved statistics in pytorch-fid's layout.
 * @module
 */
import type { NpyArray } from "../io/formats/npy.ts";
import { namesInNpz, readNpz, writeNpz } from "../io/formats/npz.ts";
import { badFile } from "../io/read.ts";
import type { Moments } from "./moments.ts";

/**
 * Writes moments as an npz archive that pytorch-fid reads: `mu` (d) and `sigma` (d × d) in float64. Two more arrays,
 * which pytorch-fid leaves alone, say what it does not: `n` (int32) and `features` (UTF-8 bytes).
 * @param path The file; it is replaced whole or not at all.
 * @param moments The moments.
 * @throws {Error} If the file cannot be written.
 * @category Metrics
 */
export async function writeStatistics(path: string, moments: Moments): Promise<void> {
  const { dimension: d, mean, covariance, n, features } = moments;
  const arrays: [string, NpyArray][] = [
    ["mu", { type: "f8", shape: [d], data: mean }],
    ["sigma", { type: "f8", shape: [d, d], data: covariance }],
  ];
  if (n !== undefined) arrays.push(["n", { type: "i4", shape: [], data: Int32Array.of(n) }]);
  if (features !== undefined) {
    const data = new TextEncoder().encode(features);
    arrays.push(["features", { type: "u1", shape: [data.length], data }]);
  }
  await writeNpz(path, arrays);
}

/**
 * Reads statistics that pytorch-fid or {@link writeStatistics} saved.
 * @param path The npz file.
 * @returns The moments; n and features only where the file holds them.
 * @throws {SyntaxError} If the file is damaged or holds no such statistics: names the file and the array.
 * @category Metrics
 */
export async function readStatistics(path: string): Promise<Moments> {
  const arrays = await readNpz(path, { only: (name) => ["mu", "sigma", "n", "features"].includes(name) });
  const mu = arrays.get("mu"), sigma = arrays.get("sigma");
  if (!mu || !sigma) {
    throw badFile(path, `statistics need mu and sigma, there is ${(await namesInNpz(path)).join(", ")}`);
  }
  const d = mu.shape[0];
  if (mu.shape.length !== 1 || sigma.shape.length !== 2 || sigma.shape[0] !== d || sigma.shape[1] !== d) {
    throw badFile(path, `mu has shape (${mu.shape.join(", ")}) and sigma (${sigma.shape.join(", ")})`);
  }
  const n = arrays.get("n"), features = arrays.get("features");
  return {
    n: n === undefined ? undefined : Number(n.data[0]),
    dimension: d,
    mean: toFloat64(mu, path, "mu"),
    covariance: toFloat64(sigma, path, "sigma"),
    ...(features?.type === "u1" ? { features: new TextDecoder().decode(features.data as Uint8Array) } : {}),
  };
}

function toFloat64({ data, type }: NpyArray, path: string, name: string): Float64Array {
  if (!(data instanceof Float64Array || data instanceof Float32Array)) {
    throw badFile(path, `${name} has element type ${type}, not f4 or f8`);
  }
  for (let i = 0; i < data.length; i++) {
    if (data[i] - data[i] !== 0) throw badFile(path, `${name} must be finite, got ${data[i]} at index ${i}`);
  }
  return Float64Array.from(data);
}
