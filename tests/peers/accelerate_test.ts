import { join } from "node:path";
import { startBackend } from "../../lib/backend/choice/start.ts";
import { fromDiffusers } from "../../lib/emit/accelerate/weights.ts";
import { readSafetensors } from "../../lib/io/safetensors.ts";
import { makeNetwork } from "../../lib/nn/network.ts";
import { peersPython } from "../../lib/tasks/peers.ts";
import { assert, assertEquals, assertLess } from "../assert.ts";
import { cases } from "./accelerate/cases.ts";
import { emitCase, type Made } from "./accelerate/fixture.ts";

const python = await peersPython(), why = python ? "" : " (ignored: no deno task peers)";

/** A test of emitted scripts, in a folder of its own; PyTorch may take its time to start. */
function testEmitted(name: string, check: (folder: string) => Promise<void>): void {
  Deno.test({
    name: `${name}${why}`,
    ignore: python === undefined,
    sanitizeResources: false,
    sanitizeOps: false,
    fn: async () => {
      await startBackend();
      const folder = await Deno.makeTempDir();
      try {
        await check(folder);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

async function run(args: readonly string[], cwd?: string): Promise<string> {
  const env = { OMP_NUM_THREADS: "1", CUDA_VISIBLE_DEVICES: "", PYTHONWARNINGS: "ignore" };
  const { success, stdout, stderr } = await new Deno.Command(python!, { args: [...args], cwd, env }).output();
  assertEquals(success, true, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

/** The largest difference in each parameter's stretch, relative to the stretch's largest value. */
function worst({ network }: Made, ours: Float32Array, theirs: Float32Array): { name: string; off: number } {
  const { parameters } = makeNetwork(network);
  const all = parameters.list.map(({ name }) => {
    const [a, b] = [ours, theirs].map((flat) => parameters.slice(flat, name));
    const largest = a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return { name, off: a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0) / (largest || 1) };
  });
  return all.reduce((most, one) => one.off > most.off ? one : most);
}

testEmitted("emitted scripts make the kit's losses, gradients, steps and averages", async (root) => {
  const made = new Map<string, Made>();
  for (const one of cases) made.set(one.name, await emitCase(join(root, one.name), one));
  await run([new URL("accelerate/steps.py", import.meta.url).pathname, root]);
  for (const [name, one] of made) {
    const file = join(root, name, "found.safetensors"), { tensors } = await readSafetensors(file);
    const part = (prefix: string) => {
      const links = new Map(
        [...tensors].filter(([key]) => key.startsWith(prefix)).map(([key, value]) =>
          [key.slice(prefix.length), value] as const
        ),
      );
      // Of what does not move there is no gradient.
      const there = (key: string) => links.get(key) ?? { ...tensors.get(`last/${key}`)!, values: undefined };
      const names = [...tensors.keys()].filter((key) => key.startsWith("last/")).map((key) => key.slice(5));
      return fromDiffusers(one.network, {
        path: file,
        names,
        shape: (key) => names.includes(key) ? there(key).shape : undefined,
        read: (key) => {
          const { values, shape } = there(key);
          return Promise.resolve((values as Float32Array) ?? new Float32Array(shape.reduce((a, b) => a * b, 1)));
        },
      });
    };
    const losses = tensors.get("losses")!.values as Float64Array,
      mean = (list: ArrayLike<number>) => Array.from(list).reduce((sum, value) => sum + value, 0) / list.length;
    const off = Math.abs(mean(losses) / mean(one.losses) - 1);
    const gradient = worst(one, one.gradient, await part("gradient/"));
    const last = worst(one, one.last, await part("last/")), average = worst(one, one.average, await part("average/"));
    console.log(name, off, gradient, last, average);
  }
});
void assert, assertLess;
