import { dirname, join } from "node:path";
import { canonicalJson } from "../../../lib/io/content_id.ts";
import { decodeSafetensors, encodeSafetensors } from "../../../lib/io/formats/safetensors.ts";
import { sha256 } from "../../../lib/io/sha256.ts";
import { arrayDigest } from "../../../lib/training/checkpoints/array_digest.ts";
import { loadCheckpoint } from "../../../lib/training/checkpoints/checkpoint.ts";
import { planTraining } from "../../../lib/training/options.ts";
import { train } from "../../../lib/training/runs/train.ts";
import { startBackend } from "../../../lib/backend/choice/start.ts";
import { pointRun } from "../../training/fixtures.ts";
import { jsonBytes } from "../dice.ts";
import type { FuzzTarget } from "../target.ts";

await startBackend("cpu");
const plan = planTraining(pointRun()), folder = await Deno.makeTempDir({ prefix: "nearzero_fuzz_" });
await train(pointRun({ checkpoint: { folder, every: 5 } }));
const [manifest, arrays] = ["json", "safetensors"].map((ending) => join(folder, `step-0000000012.${ending}`));
const { sha256: _, ...content } = JSON.parse(await Deno.readTextFile(manifest)), values = await Deno.readFile(arrays);
const tensors = Object.fromEntries(decodeSafetensors(values, arrays).tensors);
await Deno.remove(folder, { recursive: true });

/** Half of the inputs are manifests that vouch for themselves, the others arrays for which a manifest vouches. */
export const target: FuzzTarget = {
  name: "checkpoint",
  file: "step-0000000012.json",
  make(dice) {
    if (dice.chance(0.5)) {
      const changed = dice.mutated(content) as Record<string, unknown>;
      const signed = typeof changed === "object" && changed !== null && !Array.isArray(changed);
      if (!signed) return jsonBytes(dice, changed);
      return jsonBytes(dice, { ...changed, sha256: signature(changed) });
    }
    const name = dice.pick(Object.keys(tensors)), { shape, values } = tensors[name];
    const other = dice.pick([
      { shape: [...shape].reverse(), values },
      { shape, values: values.slice().reverse() },
      { shape: [values.length], values: Float64Array.from(values as Float32Array) },
      { shape: [0], values: new Float32Array(0) },
      { shape, values: values.slice().fill(NaN as never) },
    ]);
    return encodeSafetensors({ ...tensors, [name]: other as typeof tensors[string] });
  },
  damage: 0.3,
  async read(bytes, path) {
    const folder = join(dirname(path), "checkpoint"),
      at = (ending: string) => join(folder, `step-0000000012.${ending}`);
    await Deno.mkdir(folder, { recursive: true });
    const text = bytes[0] === 123;
    await Deno.writeFile(at("safetensors"), text ? values : bytes);
    await Deno.writeFile(at("json"), text ? bytes : vouching(bytes));
    // Its own error says what is wrong with the newest one.
    await loadCheckpoint(folder, plan, () => {});
  },
};

function signature(value: unknown): string {
  try {
    return sha256(canonicalJson(value));
  } catch {
    return "";
  }
}

/** A manifest for arrays, as far as they can be read. */
function vouching(bytes: Uint8Array): Uint8Array {
  let digests: Record<string, string> = content.arrays;
  try {
    digests = Object.fromEntries(
      [...decodeSafetensors(bytes, "a").tensors].map(([name, tensor]) => [name, arrayDigest(tensor)]),
    );
  } catch {
    // Then they are refused for what they are.
  }
  const signed = { ...content, arrays: digests };
  return new TextEncoder().encode(JSON.stringify({ ...signed, sha256: signature(signed) }));
}
