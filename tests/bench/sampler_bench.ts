/**
 * DDIM with the reference U-Net beside PyTorch eager with the same weights, in one run:
 * `deno run -A tests/bench/sampler_bench.ts [steps] [pictures] [repeats]`; 50, 64 and 3 unless told. Takes turns with the
 * peer where `deno task peers` has been run, and prints every time, the medians, their ratio, how far the samples are
 * apart, and what the plan costs without the network.
 * @module
 */
import { join } from "node:path";
import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { readSafetensors, writeSafetensors } from "../../lib/io/formats/safetensors.ts";
import { countParameters } from "../../lib/nn/network.ts";
import { tensorSpace } from "../../lib/nn/tensor_space.ts";
import { makeUNet } from "../../lib/nn/unet.ts";
import { Random } from "../../lib/numerics/random.ts";
import { quantile } from "../../lib/numerics/stats.ts";
import { ddim } from "../../lib/samplers/methods/ddim.ts";
import { gridLevels, respacedSteps } from "../../lib/samplers/levels.ts";
import { sample } from "../../lib/samplers/sample.ts";
import type { NoisePredictor } from "../../lib/samplers/types.ts";
import { ddpmLinearGrid } from "../../lib/schedules/grid.ts";
import { peersPython } from "../../lib/tasks/peers.ts";
import { runPeer } from "./peer.ts";

const network = makeUNet({ shape: [16, 16, 1] });
const random = new Random(1, "bench");

async function main(steps: number, pictures: number, repeats: number): Promise<void> {
  const backend = await startBackend();
  const grid = ddpmLinearGrid(), levels = gridLevels(grid, respacedSteps(grid.steps, steps, "trailing"));
  const plan = ddim(levels), shape = [pictures, ...network.shape], size = 256 * pictures;
  // The last convolutions begin at zero; an untrained network would have nothing to compute in them.
  const weights = network.parameters.initialise(1);
  weights.forEach((value, i) => weights[i] = value === 0 ? 0.02 * random.normals(1, i)[0] : value);
  const noise = Float32Array.from(random.fork("start").normals(size));
  const start = tf.tensor(noise, shape), views = network.parameters.views(tf.tensor1d(weights));
  const learned: NoisePredictor<tf.Tensor> = (x, time) =>
    tf.tidy(() => network.forward(views, x, new Float64Array(pictures).fill(time)));
  const run = async (predict: NoisePredictor<tf.Tensor>): Promise<[seconds: number, end: Float32Array]> => {
    const began = performance.now();
    const end = await sample(plan, predict, { space: tensorSpace(), start });
    const values = await end.data<"float32">();
    end.dispose();
    return [(performance.now() - began) / 1000, values];
  };

  const folder = await Deno.makeTempDir({ prefix: "nearzero_sampler_" }), python = await peersPython();
  const own: number[] = [], peer: number[] = [], bare: number[] = [];
  let apart = NaN;
  try {
    const { list } = network.parameters;
    const entries = list.map(({ name, shape, offset, size }) =>
      [name, { shape, values: weights.subarray(offset, offset + size) }] as const
    );
    await writeSafetensors(join(folder, "problem.safetensors"), {
      ...Object.fromEntries(entries),
      start: { shape, values: noise },
    });
    const terms = plan.steps.map(({ operations }) => {
      const last = operations.at(-1)!;
      if (last.kind !== "combine") throw new Error("DDIM ends every step with a combination");
      return last.terms.map(([coefficient]) => coefficient);
    });
    const times = levels.slice(0, -1).map(({ time }) => time);
    const problem = { config: network.config, times, onX: terms.map(([x]) => x), onEps: terms.map(([, eps]) => eps) };
    await Deno.writeTextFile(join(folder, "problem.json"), JSON.stringify(problem));
    await run(learned);
    for (let i = 0; i < repeats; i++) {
      if (python !== undefined) {
        peer.push(await peerSeconds(python, folder));
        const { tensors } = await readSafetensors(join(folder, "end.safetensors"));
        const end = Float32Array.from(tensors.get("end")!.values as Float32Array), [seconds, mine] = await run(learned);
        own.push(seconds);
        apart = Math.max(...mine.map((value, k) => Math.abs(value - end[k]) / Math.max(1, Math.abs(end[k]))));
      } else own.push((await run(learned))[0]);
      bare.push((await run((x) => tf.clone(x)))[0]);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  const [mine, theirs, plain] = [own, peer, bare].map((all) => all.length === 0 ? NaN : quantile(all, 0.5));
  const list = (all: number[]) => all.map((seconds) => seconds.toFixed(2)).join(" ");
  console.log(
    `DDIM, ${steps} steps, ${pictures} pictures of 16 × 16, U-Net of ${
      (countParameters(network) / 1e6).toFixed(2)
    } M ` +
      `parameters, ${navigator.hardwareConcurrency} cores, medians of ${repeats}`,
  );
  console.log(`  ${backend.name.padEnd(8)} ${mine.toFixed(2)} s (${list(own)})`);
  console.log(`  plan alone ${(plain * 1000).toFixed(1)} ms: ${(100 * plain / mine).toFixed(2)} % of it`);
  if (python === undefined) console.log("  PyTorch is not installed: `deno task peers`");
  else {
    // A process that shares its cores is slowed at random; the least times are those of the quietest moments.
    const least = Math.min(...own) / Math.min(...peer);
    console.log(
      `  PyTorch  ${theirs.toFixed(2)} s (${list(peer)}): ${(mine / theirs).toFixed(2)} x, least against least ` +
        `${least.toFixed(2)} x`,
    );
    console.log(`  samples differ by ${apart.toExponential(1)} relative`);
  }
}

async function peerSeconds(python: string, folder: string): Promise<number> {
  // Where other processes want the cores too, threads that wait by spinning slow PyTorch tenfold: no fair comparison.
  const { seconds } = await runPeer<{ seconds: number }>(python, "ddim_time.py", [folder], {
    OMP_WAIT_POLICY: "PASSIVE",
  });
  return seconds;
}

if (import.meta.main) {
  const [steps = 50, pictures = 64, repeats = 3] = Deno.args.map(Number);
  await main(steps, pictures, repeats);
}
