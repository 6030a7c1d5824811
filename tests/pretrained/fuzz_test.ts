import { decodeSafetensors, encodeSafetensors } from "../../lib/io/safetensors.ts";
import { listZip, readZipMember } from "../../lib/io/zip.ts";
import { Random } from "../../lib/numerics/random.ts";
import { persistent } from "../../lib/pretrained/edm/records.ts";
import { readPickle } from "../../lib/pretrained/pickle/read_pickle.ts";
import type { PickleValue } from "../../lib/pretrained/pickle/values.ts";
import { openTorchLegacy } from "../../lib/pretrained/torch/legacy_file.ts";
import { readStateDict } from "../../lib/pretrained/torch/read_torch.ts";
import { tensorOf } from "../../lib/pretrained/torch/tensor.ts";
import { assert, assertLess } from "../assert.ts";

/** How many damaged inputs each reader gets; NEARZERO_FUZZ=100000 is the long run. */
const COUNT = Number(Deno.env.get("NEARZERO_FUZZ") ?? 1000);

const fixture = (name: string) => new URL(`fixtures/${name}`, import.meta.url).pathname;

/** Damages bytes: some changed, a stretch cut out, doubled, or overwritten with the largest numbers. */
function damaged(bytes: Uint8Array, random: Random): Uint8Array {
  const [kind, at, length, ...more] = random.uniforms(12), place = Math.floor(at * bytes.length);
  const end = Math.min(bytes.length, place + 1 + Math.floor(length * 16));
  if (kind < 0.5) {
    const out = bytes.slice();
    for (let i = 0; i + 1 < 2 + 6 * length; i += 2) {
      out[Math.floor(more[i] * out.length)] = Math.floor(256 * more[i + 1]);
    }
    return out;
  }
  if (kind < 0.65) return Uint8Array.of(...bytes.subarray(0, place), ...bytes.subarray(end));
  if (kind < 0.8) return Uint8Array.of(...bytes.subarray(0, end), ...bytes.subarray(place));
  if (kind < 0.9) return bytes.slice(0, place);
  return bytes.slice().fill(255, place, end);
}

/** Everything of a value, to bounded depth: what a reader would look at. */
function look(value: PickleValue | undefined, depth = 0): void {
  if (depth > 8) return;
  persistent(value);
  if (value instanceof Map) { for (const each of [...value.values()].slice(0, 50)) look(each, depth + 1); }
}

async function fuzz(name: string, bytes: Uint8Array, read: (bytes: Uint8Array) => unknown): Promise<void> {
  const random = new Random(3, name), began = performance.now();
  let refused = 0;
  for (let i = 0; i < COUNT; i++) {
    try {
      await read(damaged(bytes, random.fork(i)));
    } catch (error) {
      refused++;
      assert(
        error instanceof SyntaxError && error.message.startsWith("Cannot read "),
        `${name} ${i}: ${(error as Error).stack}`,
      );
    }
  }
  assert(refused > COUNT / 20, `${name}: only ${refused} of ${COUNT} were refused`);
  assertLess((performance.now() - began) / COUNT, 50, "milliseconds for each");
}

Deno.test("readPickle() gives a value or one typed error for damaged pickles", async () => {
  const path = fixture("zip.pt"), member = (await listZip(path)).find(({ name }) => name.endsWith("data.pkl"))!;
  await fuzz("pickle", await readZipMember(path, member), (bytes) => look(readPickle(bytes, "a.pkl").value));
  await fuzz("edm", await Deno.readFile(fixture("edm_like.pkl")), (bytes) => look(readPickle(bytes, "a.pkl").value));
});

Deno.test("openTorchLegacy() gives tensors or one typed error for damaged files", async () => {
  await fuzz("legacy", await Deno.readFile(fixture("legacy.pt")), async (bytes) => {
    const { value, storages } = openTorchLegacy(bytes, "a.pt");
    look(value);
    if (!(value instanceof Map)) return;
    for (const each of value.values()) {
      const values = await tensorOf(each, storages, "a.pt")?.read();
      // No tensor takes more than the whole file holds, whatever it claims.
      if (values !== undefined) assertLess(values.length, bytes.length);
    }
  });
});

Deno.test("decodeSafetensors() gives tensors or one typed error for damaged files", async () => {
  const tensors = { a: { shape: [2, 3], values: new Float32Array(6) }, b: { shape: [4], values: new Uint8Array(4) } };
  await fuzz(
    "safetensors",
    encodeSafetensors(tensors, { format: "pt" }),
    (bytes) => decodeSafetensors(bytes, "a.safetensors"),
  );
});

Deno.test("readStateDict() gives tensors or one typed error for damaged archives", async () => {
  const bytes = await Deno.readFile(fixture("zip.pt")), path = await Deno.makeTempFile();
  try {
    const random = new Random(4, "zip");
    for (let i = 0; i < Math.min(COUNT, 300); i++) {
      await Deno.writeFile(path, damaged(bytes, random.fork(i)));
      try {
        for (const tensor of (await readStateDict(path)).values()) await tensor.read();
      } catch (error) {
        assert(error instanceof SyntaxError, `${i}: ${(error as Error).stack}`);
      }
    }
  } finally {
    await Deno.remove(path);
  }
});
