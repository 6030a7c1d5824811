/**
 * Training and prediction beside PyTorch eager, in one run: `deno run -A tests/bench/training_bench.ts [BACKEND…]`.
 *
 * Without a backend, those that the machine has and that are made for training: native, a GPU's webgpu and wasm. Each
 * side runs in processes of its own, which take turns with the peer's of `deno task peers`; wasm with one worker and with
 * one for each core. Both do the whole of a step: they draw samples, times and noise, predict, differentiate, clip, and move
 * the parameters by Adam and their average. That they compute the same is seen from their losses on the same examples.
 *
 * A process that shares its cores is slowed at random; beside medians, ratios of the least times are printed, those of
 * the quietest moments. The peer computes on the processor; a GPU's share of the peak is that of its own.
 * @module
 */
import { type BackendName, backendNames, probeBackends } from "../../lib/backend/choice/probe.ts";
import { mlpConfig, type NetworkConfig, unetConfig } from "../../lib/nn/config.ts";
import { countParameters, makeNetwork } from "../../lib/nn/network.ts";
import { checkKnown } from "../../lib/numerics/check.ts";
import { quantile } from "../../lib/numerics/stats.ts";
import { compared, type Measured, type Problem, type Side } from "./training_run.ts";
import { measureOwn, takeTurns, type Turns } from "./training_turns.ts";

const mlp: NetworkConfig = mlpConfig({ shape: [2], hidden: [256, 256, 256] });
const unetOf = (side: number, base: number): NetworkConfig => unetConfig({ shape: [side, side, 1], base });

const median = (values: readonly number[]): number => quantile([...values], 0.5);
const least = (values: readonly number[]): number => Math.min(...values);

/** How many times as long, medians and least times. */
function ratio(mine: readonly number[], theirs: readonly number[]): string {
  const [typical, best] = [median, least].map((of) => (of(mine) / of(theirs)).toFixed(2));
  return `${typical} x, least against least ${best} x`;
}

/** The best rate of a matrix product in this run, on the processor and on a GPU. */
interface Peaks {
  readonly processor: number;
  readonly gpu: number;
}

function peaksOf(all: readonly Turns[]): Peaks {
  const best = (gpu: boolean, measured: readonly Measured[]) => {
    const own = all.flatMap(({ own }) => [...own].flatMap(([side, each]) => onGpu(side) === gpu ? each : []));
    return Math.max(...[...own, ...measured].map(({ peak }) => peak));
  };
  return { processor: best(false, all.flatMap(({ peer }) => peer)), gpu: best(true, []) };
}

const onGpu = ({ backend }: Side): boolean => backend === "webgpu";
const nameOf = ({ backend, workers }: Side): string => workers === 1 ? backend : `${backend} x ${workers}`;

/** Times and the share of the peak, one line for each side. */
function report(part: "step" | "forward", { own, peer }: Turns, peaks: Peaks): void {
  const theirs = peer.flatMap((measured) => measured[part]);
  const work = peer[0][part === "step" ? "gigaflop" : "forwardGigaflop"];
  const describe = (times: readonly number[], peak: number) => {
    const share = 1e5 * work / least(times) / peak;
    return `${median(times).toFixed(1)} ms (least ${least(times).toFixed(1)}, ${share.toFixed(0)} % of the peak)`;
  };
  console.log(`  ${part === "step" ? "training step" : "prediction"}, ${work.toFixed(2)} GFLOP`);
  console.log(`    PyTorch  ${describe(theirs, peaks.processor)}`);
  for (const [side, all] of own) {
    const mine = all.flatMap((measured) => measured[part]);
    // A prediction is made by one thread.
    if (part === "forward" && side.workers > 1) continue;
    const described = describe(mine, onGpu(side) ? peaks.gpu : peaks.processor);
    console.log(`    ${nameOf(side).padEnd(8)} ${described}: ${ratio(mine, theirs)}`);
  }
}

function reportMemory({ own, peer }: Turns): void {
  const of = (all: readonly Measured[], part: "megabytes" | "loaded") => median(all.map((measured) => measured[part]));
  const describe = (all: readonly Measured[]) =>
    `${of(all, "megabytes").toFixed(0)} MB, ${of(all, "loaded").toFixed(0)} of it before the first step`;
  console.log("  peak memory of the training process, libraries included");
  console.log(`    PyTorch  ${describe(peer)}`);
  for (const [side, all] of own) {
    console.log(
      `    ${nameOf(side).padEnd(8)} ${describe(all)}: ${(of(all, "megabytes") / of(peer, "megabytes")).toFixed(2)} x`,
    );
  }
}

/** How a training step's time grows: one row for each size. */
async function reportGrowth(
  title: string,
  sides: readonly Side[],
  problems: readonly (readonly [size: string, problem: Problem])[],
): Promise<void> {
  console.log(`Training step by ${title}, least milliseconds`);
  console.log(`  ${title.padEnd(12)} GFLOP  PyTorch  ${sides.map((side) => nameOf(side).padStart(8)).join("  ")}`);
  for (const [size, problem] of problems) {
    const { own, peer } = await takeTurns(problem, sides, 2);
    const times = [peer, ...own.values()].map((all) => least(all.flatMap(({ step }) => step)).toFixed(1).padStart(8));
    console.log(`  ${size.padEnd(12)} ${peer[0].gigaflop.toFixed(2).padStart(5)} ${times.join("  ")}`);
  }
}

/** Ten seeds trained as one stack, beside one alone; `work` is the GFLOP of one seed's step. */
async function reportSeeds(sides: readonly Side[], problem: Problem, work: number, peaks: Peaks): Promise<void> {
  console.log(`Ten seeds of the MLP trained together, ${problem.batch} points each: ${(10 * work).toFixed(2)} GFLOP`);
  // In one thread there is nothing that ten could share.
  for (const side of sides.filter(({ backend }) => backend !== "wasm")) {
    const alone: number[] = [], together: number[] = [];
    for (let turn = 0; turn < 3; turn++) {
      alone.push(...(await measureOwn(side, problem)).step);
      together.push(...(await measureOwn(side, { ...problem, seeds: 10 })).step);
    }
    const share = 1e6 * work / least(together) / (onGpu(side) ? peaks.gpu : peaks.processor);
    const times = [together, alone].map((all) => `${median(all).toFixed(1)} ms (least ${least(all).toFixed(1)})`);
    console.log(
      `    ${nameOf(side).padEnd(8)} ${times[0]}, ${share.toFixed(0)} % of the peak; one alone ${times[1]}: ${
        ratio(together, alone)
      }`,
    );
  }
}

/** The ways in which a backend trains: wasm computes in one thread, so that workers share a batch. */
function sidesOf(backend: BackendName): Side[] {
  const workers = backend === "wasm" ? [...new Set([1, navigator.hardwareConcurrency])] : [1];
  return workers.map((workers) => ({ backend, workers }));
}

async function trainable(): Promise<BackendName[]> {
  const probes = await probeBackends();
  return probes.filter(({ name, available }) => available && name !== "cpu").map(({ name }) => name);
}

async function main(asked: readonly string[]): Promise<void> {
  for (const name of asked) checkKnown("time training", "backend", name, backendNames);
  const sides = (asked.length > 0 ? asked as BackendName[] : await trainable()).flatMap(sidesOf);
  const [pictures, points] = [{ network: unetOf(16, 32), batch: 64 }, { network: mlp, batch: 4096 }];
  const millions = (countParameters(makeNetwork(pictures.network)) / 1e6).toFixed(2), all: Turns[] = [];
  console.log(`${navigator.hardwareConcurrency} cores; the peak is the best matrix product so far`);
  for (
    const [title, problem] of [
      [`U-Net of ${millions} M parameters, 64 pictures of 16 × 16`, { ...pictures, steps: 10, blocks: 3 }],
      ["MLP 2-256-256-256-2, 4096 points", { ...points, steps: 20, blocks: 5 }],
    ] as const
  ) {
    const turns = await takeTurns(problem, sides, 3);
    all.push(turns);
    const peaks = peaksOf(all), gpu = sides.some(onGpu) ? `, on the GPU ${peaks.gpu.toFixed(0)}` : "";
    console.log(`${title}; the peak is ${peaks.processor.toFixed(0)} GFLOP/s${gpu}`);
    report("step", turns, peaks);
    report("forward", turns, peaks);
    reportMemory(turns);
  }

  for (const batch of [4096, 64]) {
    const work = all[1].peer[0].gigaflop * batch / points.batch;
    await reportSeeds(sides, { ...points, batch, steps: 20, blocks: 3 }, work, peaksOf(all));
  }
  const short = { ...pictures, steps: compared, blocks: 1 };
  await reportGrowth("batch", sides, [16, 64, 256].map((batch) => [`${batch}`, { ...short, batch }]));
  await reportGrowth(
    "width",
    sides,
    [16, 32, 64].map((base) => [`${base}`, { ...short, network: unetOf(16, base) }]),
  );
  await reportGrowth(
    "resolution",
    sides,
    [8, 16, 32].map((side) => [`${side} x ${side}`, { ...short, network: unetOf(side, 32) }]),
  );
}

if (import.meta.main) await main(Deno.args);
