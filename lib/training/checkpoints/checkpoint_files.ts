/**
 * A folder of checkpoints: for each, a safetensors file of arrays and a JSON manifest that vouches for them.
 *
 * The manifest is written after the arrays and removed before them, so that a checkpoint whose manifest is there is
 * whole. Both files are written beside their place, forced to the disk, read back and renamed.
 * @module
 */
import { join } from "node:path";
import defer * as z from "zod";
import { once } from "../../numerics/once.ts";
import { writeFileAtomic } from "../../io/atomic.ts";
import { canonicalJson } from "../../io/content_id.ts";
import { badFile, parseJson } from "../../io/read.ts";
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from "../../io/formats/safetensors.ts";
import { sha256 } from "../../io/sha256.ts";
import { arrayDigest } from "./array_digest.ts";
import type { Json } from "./describe_plan.ts";

/** What a checkpoint says of itself. */
export interface Manifest {
  /** The version of this layout; 1 vouched for the arrays' bytes alone. */
  readonly layout: 1 | 2;
  /** Training steps made. */
  readonly step: number;
  /** The backend that made them: what follows has the bytes of an unbroken run on the same one. */
  readonly backend: string;
  /** Where the random streams are: draws are functions of the seed and of how many samples were drawn before. */
  readonly generator: { readonly kind: string; readonly seed: number; readonly samples: number };
  /** The run, every default explicit. */
  readonly config: Json;
  /** The SHA-256 of the type, shape and bytes of each array, by name. */
  readonly arrays: Readonly<Record<string, string>>;
}

const manifestSchema: () => z.ZodType<Manifest> = once(() =>
  z.object({
    layout: z.union([z.literal(1), z.literal(2)]),
    step: z.int().min(0),
    backend: z.string(),
    generator: z.object({ kind: z.string(), seed: z.int(), samples: z.int() }),
    config: z.object({ steps: z.int().min(1), every: z.int().min(1) }).catchall(z.json()),
    arrays: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
  })
);

/** A checkpoint as its files hold it. */
export interface StoredCheckpoint {
  /** Where the arrays are. */
  readonly path: string;
  /** What it says of itself. */
  readonly manifest: Manifest;
  /** The arrays. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/**
 * Lists the checkpoints of a folder.
 * @param folder The folder; it need not exist.
 * @returns Their training steps, the newest first.
 * @throws {Error} "Cannot read FOLDER: …" where there is one that cannot be listed.
 */
export async function listCheckpoints(folder: string): Promise<number[]> {
  const names = (await namesOf(folder)).map((name) => /^step-(\d{10})\.json$/.exec(name));
  return names.flatMap((match) => match ? [Number(match[1])] : []).sort((a, b) => b - a);
}

/**
 * Writes a checkpoint, then removes all others but the one before it. What was there stays until the new one is whole.
 * @param folder The folder; made where it is missing.
 * @param manifest What the checkpoint says of itself, but for the arrays.
 * @param tensors The arrays.
 * @throws {Error} "Cannot write PATH: …"; the checkpoints that were there are still good.
 */
export async function writeCheckpoint(
  folder: string,
  manifest: Omit<Manifest, "arrays" | "layout">,
  tensors: Readonly<Record<string, StoredTensor>>,
): Promise<void> {
  const { arrays: arraysPath, manifest: manifestPath } = filesOf(folder, manifest.step);
  const arrays = Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, digestOf(tensor, LAYOUT)]));
  const content = { layout: LAYOUT, ...manifest, arrays };
  const signed = { ...content, sha256: sha256(canonicalJson(content)) };
  await writeFileAtomic(arraysPath, encodeSafetensors(tensors), { readBack: true });
  await writeFileAtomic(manifestPath, JSON.stringify(signed, undefined, 2) + "\n", { readBack: true });
  const previous = (await listCheckpoints(folder)).find((step) => step < manifest.step);
  await keepCheckpoints(folder, [manifest.step, ...previous === undefined ? [] : [previous]]);
}

/**
 * Removes every checkpoint but some, and what a killed process left half-written.
 * @param folder The folder.
 * @param steps The training steps of the checkpoints to keep.
 */
export async function keepCheckpoints(folder: string, steps: readonly number[]): Promise<void> {
  for (const step of await listCheckpoints(folder)) {
    if (!steps.includes(step)) await Deno.remove(filesOf(folder, step).manifest);
  }
  for (const name of await namesOf(folder)) {
    const arrays = /^step-(\d{10})\.safetensors$/.exec(name);
    const left = name.startsWith(".~step-") || arrays !== null && !steps.includes(Number(arrays[1]));
    if (left) await Deno.remove(join(folder, name));
  }
}

/**
 * Reads a checkpoint and checks every byte of it.
 * @param folder The folder.
 * @param step Its training step.
 * @returns The checkpoint.
 * @throws {SyntaxError} "Cannot read PATH: … at byte N" where it is damaged or a file is missing.
 * @throws {Error} "Cannot read PATH: …" where a file cannot be opened.
 */
export async function readCheckpoint(folder: string, step: number): Promise<StoredCheckpoint> {
  const { arrays: path, manifest: manifestPath } = filesOf(folder, step);
  const manifest = parseManifest(await readBytes(manifestPath), manifestPath);
  if (manifest.step !== step) throw badFile(manifestPath, `it is of step ${manifest.step}`);
  const bytes = await readBytes(path);
  const { tensors } = decodeSafetensors(bytes, path);
  let byte = bytes.length;
  for (const { values } of tensors.values()) byte -= values.byteLength;
  for (const [name, tensor] of tensors) {
    const expected = Object.hasOwn(manifest.arrays, name) ? manifest.arrays[name] : undefined;
    if (expected === undefined) throw badFile(path, `${name} is not in the manifest,`, byte);
    if (digestOf(tensor, manifest.layout) !== expected) {
      throw badFile(path, `${name} does not have its SHA-256, its values begin`, byte);
    }
    byte += tensor.values.byteLength;
  }
  for (const name of Object.keys(manifest.arrays)) {
    if (!tensors.has(name)) throw badFile(path, `${name} is missing, the arrays end`, byte);
  }
  return { path, manifest, tensors };
}

function filesOf(folder: string, step: number): { arrays: string; manifest: string } {
  const stem = join(folder, `step-${String(step).padStart(10, "0")}`);
  return { arrays: `${stem}.safetensors`, manifest: `${stem}.json` };
}

function parseManifest(bytes: Uint8Array, path: string): Manifest {
  const json = parseJson(new TextDecoder().decode(bytes), path);
  if (typeof json !== "object" || json === null) throw badFile(path, "it is not an object", 0);
  const { sha256: signature, ...content } = json as Record<string, unknown>;
  if (signature !== sha256(canonicalJson(content))) {
    throw badFile(path, "it does not have its own SHA-256, it begins", 0);
  }
  const { success, data, error } = manifestSchema().safeParse(content);
  if (success) return data;
  const { path: place, message } = error.issues[0];
  throw badFile(path, `${place.join(".")}: ${message}`);
}

/** The layout that is written. */
const LAYOUT = 2;

function digestOf(tensor: StoredTensor, layout: Manifest["layout"]): string {
  const { buffer, byteOffset, byteLength } = tensor.values;
  return layout === 1 ? sha256(new Uint8Array(buffer, byteOffset, byteLength)) : arrayDigest(tensor);
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw badFile(path, "it is missing");
    throw new Error(`Cannot read ${path}: ${(error as Error).message}`, { cause: error });
  }
}

async function namesOf(folder: string): Promise<string[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw new Error(`Cannot read ${folder}: ${(error as Error).message}`, { cause: error });
  }
}
