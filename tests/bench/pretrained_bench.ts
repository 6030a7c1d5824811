/**
 * Networks of others beside diffusers with the same weights, in one run:
 * `deno run -A tests/bench/pretrained_bench.ts [pictures] [repeats] [--large] [--save]`; 16 and 3 unless told.
 *
 * The architecture of google/ddpm-cifar10-32 with made-up weights is written as a folder of diffusers, which both sides
 * open: how long that takes beside reading and copying its bytes, how long a prediction and the exact derivative take, how
 * much memory the process has taken, and how far the predictions are apart. --large does the same with one picture of the
 * 256 × 256 architecture of google/ddpm-celebahq-256; --save appends to history.csv.
 * @module
 */
import { parseArgs } from "node:util";
import { join } from "node:path";
import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { encodeSafetensors } from "../../lib/io/formats/safetensors.ts";
import { makeUNet } from "../../lib/nn/unet.ts";
import { quantile } from "../../lib/numerics/stats.ts";
import { openDiffusers } from "../../lib/pretrained/diffusers/open.ts";
import { diffusersUNet } from "../../lib/pretrained/diffusers/unet_config.ts";
import { diffusersNames } from "../../lib/pretrained/diffusers/unet_names.ts";
import { unetLinks } from "../../lib/pretrained/unet/links.ts";
import { peersPython } from "../../lib/tasks/peers.ts";
import { numbers, weightsOf } from "../pretrained/numbers.ts";
import { memoryRow, saveRow, unpairedRow } from "./history.ts";
import { peakMegabytes } from "./memory.ts";
import { runPeer } from "./peer.ts";

/** What the peer says. */
interface Peer {
  readonly opened: number;
  readonly times: number[];
  readonly row: number[];
  readonly peak: number;
}

const recorded = JSON.parse(await Deno.readTextFile(new URL("../peers/pretrained.json", import.meta.url)));
const architecture = (side: number): Record<string, unknown> =>
  recorded.cases.find(({ config }: { config: Record<string, unknown> }) => config.sample_size === side).config;

const median = (values: readonly number[]): number => quantile([...values], 0.5);
const milliseconds = (seconds: number): string => `${(1000 * seconds).toFixed(0)} ms`;

/** Seconds of some work, from a few turns. */
async function timed(repeats: number, work: () => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i <= repeats; i++) {
    const began = performance.now();
    await work();
    times.push((performance.now() - began) / 1000);
  }
  // The first turn also makes what the others find made.
  return times.slice(1);
}

/** The file of the weights. */
const weightsIn = (folder: string): string => join(folder, "diffusion_pytorch_model.safetensors");

/** Has another process make up the weights: what that takes is not what opening them takes. */
async function written(folder: string, side: number): Promise<string> {
  const args = ["run", "-A", "--quiet", new URL(import.meta.url).pathname, "--write", folder, `${side}`];
  const { success } = await new Deno.Command(Deno.execPath(), { args, stderr: "inherit" }).output();
  if (!success) throw new Error("Cannot compare: the weights could not be written");
  return weightsIn(folder);
}

async function write(folder: string, config: Record<string, unknown>): Promise<void> {
  const { config: own, outChannels } = diffusersUNet(config, "config.json");
  const links = unetLinks(own, makeUNet(own).parameters, diffusersNames(own.multipliers.length, outChannels));
  const arrays = Object.fromEntries(links.map(({ name, shape }) => [name, weightsOf(name, shape)]));
  await Deno.writeTextFile(join(folder, "config.json"), JSON.stringify({ _class_name: "UNet2DModel", ...config }));
  await Deno.writeTextFile(join(folder, "scheduler_config.json"), "{}");
  await Deno.writeFile(weightsIn(folder), encodeSafetensors(arrays, { format: "pt" }));
}

async function compare(side: number, pictures: number, repeats: number, save: boolean): Promise<void> {
  const backend = await startBackend(), python = await peersPython(), folder = await Deno.makeTempDir();
  try {
    const file = await written(folder, side), peers: Peer[] = [];
    const ask = async () => {
      if (python === undefined) return;
      // Threads that wait by spinning slow PyTorch tenfold where others want the cores too: no fair comparison.
      const env = { KMP_BLOCKTIME: "0", OMP_WAIT_POLICY: "PASSIVE" };
      peers.push(await runPeer<Peer>(python, "pretrained_time.py", [folder, `${pictures}`, `${repeats}`], env));
    };
    await ask();
    const model = await openDiffusers(folder), shape = [pictures, ...model.shape];
    const x = tf.tensor(Float32Array.from(numbers("x", shape.reduce((a, b) => a * b, 1))), shape);
    let row: number[] = [];
    const predicted = await timed(repeats, async () => {
      const y = await model.predict(x, 10), values = await y.data();
      row = [...values.subarray(0, 30)];
      y.dispose();
    });
    const predictionPeak = await peakMegabytes();
    const derived = await timed(repeats, async () => {
      const y = model.derivative!(x, 10);
      await y.data();
      y.dispose();
    });
    const derivativePeak = await peakMegabytes();
    tf.dispose(x);
    // Copies of the file in memory count for nobody's peak.
    const copied = await timed(repeats, async () => void (await Deno.readFile(file)).slice());
    const opened = await timed(repeats, async () => void await openDiffusers(folder));
    await ask();
    const { parameters } = model.network!, theirs = peers.flatMap(({ times }) => times);
    const title = `diffusers' network of ${
      (parameters.size / 1e6).toFixed(1)
    } M parameters, ${pictures} pictures of ${side} × ${side}`;
    const keep = async (what: string, mine: readonly number[], other: readonly number[]) => {
      const inMilliseconds = [mine, other].map((all) => all.map((seconds) => 1000 * seconds));
      if (save) await saveRow(unpairedRow(`${title}, ${what}`, backend.name, inMilliseconds[0], inMilliseconds[1]));
    };
    console.log(
      `${side} × ${side} × 3, ${(parameters.size / 1e6).toFixed(1)} M parameters, ${pictures} pictures, ` +
        `${navigator.hardwareConcurrency} cores, medians of ${repeats}`,
    );
    console.log(
      `  opening ${milliseconds(median(opened))}, reading and copying the bytes ${milliseconds(median(copied))}: ` +
        `${(median(opened) / median(copied)).toFixed(2)} x`,
    );
    await keep("opening beside reading and copying the bytes", opened, copied);
    const ratio = (mine: number[], other: number[]) =>
      `${(median(mine) / median(other)).toFixed(2)} x, least against least ${
        (Math.min(...mine) / Math.min(...other)).toFixed(2)
      } x`;
    console.log(
      `  ${backend.name} prediction ${milliseconds(median(predicted))}, exact derivative ${
        milliseconds(median(derived))
      }: ` +
        ratio(derived, predicted),
    );
    await keep("exact derivative beside prediction", derived, predicted);
    console.log(
      `  peak memory ${predictionPeak.toFixed(0)} MB after opening and predictions, ${
        derivativePeak.toFixed(0)
      } MB after derivatives`,
    );
    if (peers.length === 0) return console.log("  PyTorch is not installed: `deno task peers`");
    const peak = Math.max(...peers.map(({ peak }) => peak));
    console.log(`  PyTorch prediction ${milliseconds(median(theirs))}: ${ratio(predicted, theirs)}`);
    await keep("prediction", predicted, theirs);
    if (save) await saveRow(memoryRow(`${title}, opening and prediction`, backend.name, predictionPeak, peak));
    console.log(
      `  PyTorch opening ${milliseconds(median(peers.map(({ opened }) => opened)))}, peak memory ${
        peak.toFixed(0)
      } MB: ` +
        `${(predictionPeak / peak).toFixed(2)} x`,
    );
    const largest = Math.max(...peers[0].row.map(Math.abs));
    const apart = Math.max(...row.map((value, i) => Math.abs(value - peers[0].row[i]))) / largest;
    console.log(`  predictions differ by ${apart.toExponential(1)} of the largest`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const { values, positionals } = parseArgs({
  args: Deno.args,
  options: { large: { type: "boolean" }, save: { type: "boolean", default: false }, write: { type: "string" } },
  allowPositionals: true,
});
const [pictures = 16, repeats = 3] = positionals.map(Number);
if (values.write !== undefined) await write(values.write, architecture(Number(positionals[0])));
else {
  await compare(32, pictures, repeats, values.save);
  if (values.large) await compare(256, 1, 1, values.save);
}
Deno.exit(0);
