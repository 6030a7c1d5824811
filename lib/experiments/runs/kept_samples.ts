/**
 * The samples that finished runs have left in a store.
 * @module
 */
import { join } from "node:path";
import { badFile } from "../../io/read.ts";
import { readSignedSafetensors } from "../../io/formats/signed.ts";
import { SAMPLES_FILE } from "./network_executor.ts";
import type { Store } from "../store/store.ts";

/**
 * Reads the first samples of a finished run. Runs under one seed began them with the same noise.
 * @param store The store.
 * @param id The run.
 * @param count How many, at most as many as it has.
 * @returns count samples, one after another.
 * @throws {SyntaxError} If the file is damaged or holds fewer.
 * @throws {Error} "Cannot read PATH: …" where the store does not have them.
 * @category Experiments
 */
export async function keptSamples(store: Store, id: string, count: number): Promise<Float32Array> {
  const path = join(store.runFolder(id), SAMPLES_FILE);
  const { tensors } = await readSignedSafetensors(path, `remove ${store.runFolder(id)} and run it again`);
  const found = tensors.get("samples");
  if (!(found?.values instanceof Float32Array)) throw badFile(path, "it holds no samples of dtype F32");
  const [held, ...shape] = found.shape, size = shape.reduce((product, extent) => product * extent, 1);
  if (held < count) throw badFile(path, `it holds ${held} samples, ${count} are asked for`);
  return found.values.slice(0, count * size);
}
