/**
 * Training and prediction beside PyTorch eager, in one run:
 * `deno run -A tests/bench/training_bench.ts [--save] [--compile] [--only TEXT] [BACKEND…]`.
 *
 * Without a backend, those that the machine has and that are made for training: native, a GPU's webgpu and wasm. Each
 * side runs in processes of its own, which take turns with the peer's of `deno task peers`; wasm with one worker and with
 * one for each core. Both do the whole of a step: they draw samples, times and noise, predict, differentiate, clip, and move
 * the parameters by Adam and their average. That they compute the same is seen from their losses on the same examples.
 * How times grow with batch, width, resolution and cores is for scaling_bench.ts.
 *
 * Everything is printed as soon as it is measured; `--save` also appends it to history.csv, `--compile` lets torch.compile
 * take part, which may take minutes to begin, and `--only` leaves out all whose titles do not have the text. A process that
 * shares its cores is slowed at random: ratios are medians of paired turns with their range, and those of the least times,
 * of the quietest moments, stand beside them. The peer computes on the processor; a GPU's share of the peak is that of its
 * own.
 * @module
 */
import { mlpConfig, type NetworkConfig, unetConfig } from "../../lib/nn/config.ts";
import { countParameters, makeNetwork } from "../../lib/nn/network.ts";
import { parseArgs } from "node:util";
import { machine, memoryRow, pairedRow, saveRow } from "./history.ts";
import { least, median, pairRatio, showRatio } from "./pairs.ts";
import { nameOf, onGpu, sidesNamed, unetOf } from "./sides.ts";
import { compared, type Measured, type Problem, type Side } from "./training_run.ts";
import { measureOwn, takeTurns, type Turns } from "./training_turns.ts";

const mlp: NetworkConfig = mlpConfig({ shape: [2], hidden: [256, 256, 256] });

/** The architecture of DDPM's network for CIFAR-10 (Ho et al. 2020, appendix B). */
const ddpm: NetworkConfig = unetConfig({
  shape: [32, 32, 3],
  base: 128,
  multipliers: [1, 2, 2, 2],
  blocks: 2,
  attention: [16],
  groups: 32,
  down: "stride",
  up: "convolution",
});

/** How many times as long, turn by turn and least against least. */
function ratio(mine: readonly (readonly number[])[], theirs: readonly (readonly number[])[]): string {
  const best = least(mine.flat()) / least(theirs.flat());
  return `${showRatio(pairRatio(mine, theirs))}, least against least ${best.toFixed(2)} x`;
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

/** Times and the share of the peak, one line for each side. */
async function report(
  title: string,
  part: "step" | "forward",
  { own, peer }: Turns,
  peaks: Peaks,
  save: boolean,
): Promise<void> {
  const theirs = peer.map((measured) => measured[part]);
  const work = peer[0][part === "step" ? "gigaflop" : "forwardGigaflop"];
  const describe = (times: readonly number[], peak: number) => {
    const share = 1e5 * work / least(times) / peak;
    return `${median(times).toFixed(1)} ms (least ${least(times).toFixed(1)}, ${share.toFixed(0)} % of the peak)`;
  };
  const name = part === "step" ? "training step" : "prediction";
  console.log(`  ${name}, ${work.toFixed(2)} GFLOP`);
  console.log(`    PyTorch  ${describe(theirs.flat(), peaks.processor)}`);
  for (const [side, all] of own) {
    const mine = all.map((measured) => measured[part]);
    const described = describe(mine.flat(), onGpu(side) ? peaks.gpu : peaks.processor);
    console.log(`    ${nameOf(side).padEnd(8)} ${described}: ${ratio(mine, theirs)}`);
    if (save) await saveRow(pairedRow(`${title}, ${name}`, nameOf(side), mine, theirs));
  }
}

/** A step of torch.compile's, where it works: it needs a compiler and minutes of its own. */
async function reportCompiled(problem: Problem, { peer }: Turns): Promise<void> {
  try {
    const compiled = await takeTurns({ ...problem, compiled: true }, [], 1);
    const said = ratio(compiled.peer.map(({ step }) => step), peer.slice(0, 1).map(({ step }) => step));
    console.log(`    torch.compile ${median(compiled.peer[0].step).toFixed(1)} ms: ${said} of eager's`);
  } catch (error) {
    console.log(`    torch.compile does not work here (${error instanceof Error ? error.message : error})`);
  }
}

async function reportMemory(title: string, { own, peer }: Turns, save: boolean): Promise<void> {
  const of = (all: readonly Measured[], part: "megabytes" | "loaded") => median(all.map((measured) => measured[part]));
  const describe = (all: readonly Measured[]) =>
    `${of(all, "megabytes").toFixed(0)} MB, ${of(all, "loaded").toFixed(0)} of it before the first step`;
  console.log("  peak memory of the training process, libraries included");
  console.log(`    PyTorch  ${describe(peer)}`);
  for (const [side, all] of own) {
    console.log(
      `    ${nameOf(side).padEnd(8)} ${describe(all)}: ${(of(all, "megabytes") / of(peer, "megabytes")).toFixed(2)} x`,
    );
    const row = () => memoryRow(`${title}, training`, nameOf(side), of(all, "megabytes"), of(peer, "megabytes"));
    if (save) await saveRow(row());
  }
}

/** Ten seeds trained as one stack, beside one alone; `work` is the GFLOP of one seed's step. */
async function reportSeeds(
  sides: readonly Side[],
  problem: Problem,
  work: number,
  peaks: Peaks,
  save: boolean,
): Promise<void> {
  console.log(`Ten seeds of the MLP trained together, ${problem.batch} points each: ${(10 * work).toFixed(2)} GFLOP`);
  // In one thread there is nothing that ten could share.
  for (const side of sides.filter(({ backend }) => backend !== "wasm")) {
    const alone: number[][] = [], together: number[][] = [];
    for (let turn = 0; turn < 3; turn++) {
      alone.push((await measureOwn(side, problem)).step);
      together.push((await measureOwn(side, { ...problem, seeds: 10 })).step);
    }
    const share = 1e6 * work / least(together.flat()) / (onGpu(side) ? peaks.gpu : peaks.processor);
    const times = [together.flat(), alone.flat()].map((all) =>
      `${median(all).toFixed(1)} ms (least ${least(all).toFixed(1)})`
    );
    console.log(
      `    ${nameOf(side).padEnd(8)} ${times[0]}, ${share.toFixed(0)} % of the peak; one alone ${times[1]}: ${
        ratio(together, alone)
      }`,
    );
    const title = `Ten seeds of the MLP together, ${problem.batch} points each, beside one alone`;
    if (save) await saveRow(pairedRow(title, nameOf(side), together, alone));
  }
}

async function main(args: readonly string[]): Promise<void> {
  const options = {
    save: { type: "boolean", default: false },
    compile: { type: "boolean", default: false },
    only: { type: "string", default: "" },
  } as const;
  const { values: { save, compile, only }, positionals: asked } = parseArgs({
    args: [...args],
    options,
    allowPositionals: true,
  });
  const sides = await sidesNamed(asked);
  // One thread's share of the largest takes minutes a step.
  const strong = sides.filter(({ backend }) => backend !== "wasm");
  const [pictures, points] = [{ network: unetOf(16, 32), batch: 64 }, { network: mlp, batch: 4096 }];
  const wide = unetOf(32, 32), millions = (network: NetworkConfig) => countParameters(makeNetwork(network)) / 1e6;
  const all: Turns[] = [];
  console.log(`${await machine()}, ${navigator.hardwareConcurrency} cores; the peak is the best matrix product so far`);
  const named = (network: NetworkConfig, batch: number, side: number) =>
    `U-Net of ${millions(network).toFixed(2)} M parameters, ${batch} pictures of ${side} × ${side}`;
  const problems = [
    [named(pictures.network, 64, 16), { ...pictures, steps: 10, blocks: 3 }, sides, 5],
    ["MLP 2-256-256-256-2, 4096 points", { ...points, steps: 20, blocks: 5 }, sides, 3],
    [named(wide, 32, 32), { network: wide, batch: 32, steps: 5, blocks: 2 }, strong, 3],
    [`${named(ddpm, 8, 32)} (DDPM's)`, { network: ddpm, batch: 8, steps: compared, blocks: 1 }, strong, 3],
  ] as const;
  const chosen = problems.filter(([title]) => title.includes(only));
  if (chosen.length === 0) {
    throw new RangeError(`Cannot measure ${only}: the titles are ${problems.map(([title]) => title).join("; ")}`);
  }
  for (const [title, problem, which, turnCount] of chosen) {
    if (which.length === 0) continue;
    const turns = await takeTurns(problem, which, turnCount);
    all.push(turns);
    const peaks = peaksOf(all), gpu = sides.some(onGpu) ? `, on the GPU ${peaks.gpu.toFixed(0)}` : "";
    console.log(`${title}; the peak is ${peaks.processor.toFixed(0)} GFLOP/s${gpu}`);
    await report(title, "step", turns, peaks, save);
    if (compile) await reportCompiled(problem, turns);
    await report(title, "forward", turns, peaks, save);
    await reportMemory(title, turns, save);
  }

  if (only !== "") return;
  for (const batch of [4096, 64]) {
    const work = all[1].peer[0].gigaflop * batch / points.batch;
    await reportSeeds(sides, { ...points, batch, steps: 20, blocks: 3 }, work, peaksOf(all), save);
  }
}

if (import.meta.main) await main(Deno.args);
