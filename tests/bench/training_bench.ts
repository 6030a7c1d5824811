/**
 * Training and prediction beside PyTorch eager, in one run: `deno run -A tests/bench/training_bench.ts [BACKEND…]`.
 *
 * Without a backend, those that the machine has and that are made for training: native, a GPU's webgpu and wasm. Each
 * side runs in processes of its own, which take turns with the peer's of `deno task peers`. Both do the whole of a step:
 * they draw samples, times and noise, predict, differentiate, clip, move the parameters by Adam and their average, and
 * read the losses back once per block. That they compute the same is seen from their losses on the same examples.
 *
 * A process that shares its cores is slowed at random; beside medians, ratios of the least times are printed, those of
 * the quietest moments.
 * @module
 */
import { join } from "node:path";
import { type BackendName, backendNames, probeBackends } from "../../lib/backend/probe.ts";
import { writeSafetensors } from "../../lib/io/safetensors.ts";
import { mlpConfig, type NetworkConfig, unetConfig } from "../../lib/nn/config.ts";
import { countParameters, makeNetwork } from "../../lib/nn/network.ts";
import { checkKnown } from "../../lib/numerics/check.ts";
import { quantile } from "../../lib/numerics/stats.ts";
import { ddpmLinearGrid } from "../../lib/schedules/grid.ts";
import { peersPython } from "../../lib/tasks/peers.ts";
import { exampleSource } from "../../lib/training/examples.ts";
import { planTraining } from "../../lib/training/options.ts";
import { runPeer } from "./peer.ts";
import { compared, type Measured, type Problem, trainingRun } from "./training_run.ts";

/** What the peer measures beyond what the kit does. */
interface PeerMeasured extends Measured {
  /** Multiplications and additions of a training step's matrix products and convolutions, in 10⁹. */
  readonly gigaflop: number;
  /** Those of a prediction. */
  readonly forwardGigaflop: number;
}

/** All that was measured of one problem: one entry for each turn. */
interface Turns {
  readonly own: Map<BackendName, Measured[]>;
  readonly peer: PeerMeasured[];
}

const mlp: NetworkConfig = mlpConfig({ shape: [2], hidden: [256, 256, 256] });
const unetOf = (side: number, base: number): NetworkConfig => unetConfig({ shape: [side, side, 1], base });

/** Measures a problem, the sides taking turns. */
async function takeTurns(problem: Problem, backends: readonly BackendName[], turns: number): Promise<Turns> {
  const python = await peersPython();
  if (python === undefined) throw new Error("Cannot compare: the peers are not installed; run `deno task peers`");
  const own = new Map(backends.map((name) => [name, [] as Measured[]])), peer: PeerMeasured[] = [];
  const folder = await Deno.makeTempDir({ prefix: "nearzero_training_" });
  try {
    await writeProblem(folder, problem);
    for (let turn = 0; turn < turns; turn++) {
      // Where other processes want the cores too, threads that wait by spinning slow PyTorch tenfold.
      peer.push(await runPeer(python, "training_time.py", [folder], { OMP_WAIT_POLICY: "PASSIVE" }));
      for (const [name, all] of own) all.push(await measureOwn(name, problem));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  for (const [name, [{ losses }]] of own) checkLosses(name, losses, peer[0].losses);
  return { own, peer };
}

async function writeProblem(folder: string, problem: Problem): Promise<void> {
  const plan = planTraining(trainingRun(problem)), { network: { parameters, config, shape }, data, seed } = plan;
  const weights = parameters.initialise(seed), source = exampleSource(plan), grid = ddpmLinearGrid();
  const examples = await Promise.all(Array.from({ length: compared }, (_, step) => source.at(step)));
  const stack = (of: "noisy" | "target" | "conditions", each: readonly number[]) => ({
    shape: [compared, problem.batch, ...each],
    values: Float32Array.from(examples.flatMap((example) => [...example[of]])),
  });
  const all = Uint32Array.from({ length: data.count }, (_, i) => i);
  await writeSafetensors(join(folder, "problem.safetensors"), {
    ...Object.fromEntries(
      parameters.list.map(({ name, shape }) => [name, { shape, values: parameters.slice(weights, name) }]),
    ),
    data: { shape: [data.count, ...shape], values: await data.batch(all) },
    alpha: { shape: [grid.steps], values: grid.alpha },
    sigma: { shape: [grid.steps], values: grid.sigma },
    noisy: stack("noisy", shape),
    noise: stack("target", shape),
    conditions: stack("conditions", []),
  });
  const told = { ...problem, network: config, optimiser: plan.optimiser };
  await Deno.writeTextFile(join(folder, "problem.json"), JSON.stringify(told));
}

async function measureOwn(backend: BackendName, problem: Problem): Promise<Measured> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", new URL("training_run.ts", import.meta.url).pathname, JSON.stringify(problem)],
    env: { NEARZERO_BACKEND: backend },
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot compare: training on ${backend} failed`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Both sides took the same steps: their losses differ by rounding alone. */
function checkLosses(backend: string, own: number[], peer: number[]): void {
  const apart = Math.max(...own.map((loss, step) => Math.abs(loss / peer[step] - 1)));
  if (!(apart < 1e-4)) {
    throw new Error(
      `Cannot compare: the losses on ${backend} are ${own.join(" ")}, those of PyTorch ${peer.join(" ")}`,
    );
  }
}

const median = (values: readonly number[]): number => quantile([...values], 0.5);
const least = (values: readonly number[]): number => Math.min(...values);

/** How many times as long, medians and least times. */
function ratio(mine: readonly number[], theirs: readonly number[]): string {
  const [typical, best] = [median, least].map((of) => (of(mine) / of(theirs)).toFixed(2));
  return `${typical} x, least against least ${best} x`;
}

/** The best rate that any side reached on the device of a backend: a GPU's own, or the processor's. */
function peakOf(backend: BackendName, all: readonly Turns[]): number {
  const onDevice = (name: BackendName) => (name === "webgpu") === (backend === "webgpu");
  const own = all.flatMap(({ own }) => [...own].flatMap(([name, each]) => onDevice(name) ? each : []));
  const measured = backend === "webgpu" ? own : [...own, ...all.flatMap(({ peer }) => peer)];
  return Math.max(...measured.map(({ peak }) => peak));
}

/** Times and the share of the peak, one line for each side. */
function report(part: "step" | "forward", { own, peer }: Turns, peaks: ReadonlyMap<BackendName, number>): void {
  const theirs = peer.flatMap((measured) => measured[part]);
  const work = peer[0][part === "step" ? "gigaflop" : "forwardGigaflop"];
  const describe = (times: readonly number[], peak: number) => {
    const share = 1e5 * work / least(times) / peak;
    return `${median(times).toFixed(1)} ms (least ${least(times).toFixed(1)}, ${share.toFixed(0)} % of the peak)`;
  };
  console.log(`  ${part === "step" ? "training step" : "prediction"}, ${work.toFixed(2)} GFLOP`);
  console.log(`    PyTorch  ${describe(theirs, peaks.get("cpu")!)}`);
  for (const [name, all] of own) {
    const mine = all.flatMap((measured) => measured[part]);
    console.log(`    ${name.padEnd(8)} ${describe(mine, peaks.get(name)!)}: ${ratio(mine, theirs)}`);
  }
}

function reportMemory({ own, peer }: Turns): void {
  const of = (all: readonly Measured[], part: "megabytes" | "loaded") => median(all.map((measured) => measured[part]));
  const describe = (all: readonly Measured[]) =>
    `${of(all, "megabytes").toFixed(0)} MB, ${of(all, "loaded").toFixed(0)} of it before the first step`;
  console.log("  peak memory of the training process, libraries included");
  console.log(`    PyTorch  ${describe(peer)}`);
  for (const [name, all] of own) {
    console.log(
      `    ${name.padEnd(8)} ${describe(all)}: ${(of(all, "megabytes") / of(peer, "megabytes")).toFixed(2)} x`,
    );
  }
}

/** How a training step's time grows: one row for each size. */
async function reportGrowth(
  title: string,
  backends: readonly BackendName[],
  problems: readonly (readonly [size: string, problem: Problem])[],
): Promise<void> {
  console.log(`Training step by ${title}, least milliseconds`);
  console.log(`  ${title.padEnd(12)} GFLOP  PyTorch  ${backends.map((name) => name.padStart(8)).join("  ")}`);
  for (const [size, problem] of problems) {
    const { own, peer } = await takeTurns(problem, backends, 2);
    const times = [peer, ...own.values()].map((all) => least(all.flatMap(({ step }) => step)).toFixed(1).padStart(8));
    console.log(`  ${size.padEnd(12)} ${peer[0].gigaflop.toFixed(2).padStart(5)} ${times.join("  ")}`);
  }
}

async function trainable(): Promise<BackendName[]> {
  const probes = await probeBackends();
  return probes.filter(({ name, available }) => available && name !== "cpu").map(({ name }) => name);
}

async function main(asked: readonly string[]): Promise<void> {
  for (const name of asked) checkKnown("time training", "backend", name, backendNames);
  const backends = asked.length > 0 ? asked as BackendName[] : await trainable();
  const [pictures, points] = [{ network: unetOf(16, 32), batch: 64 }, { network: mlp, batch: 4096 }];

  const large = await takeTurns({ ...pictures, steps: 10, blocks: 3 }, backends, 3);
  const small = await takeTurns({ ...points, steps: 20, blocks: 5 }, backends, 3);
  const named: BackendName[] = ["cpu", ...backends];
  const peaks = new Map(named.map((name) => [name, peakOf(name, [large, small])]));
  console.log(
    `${navigator.hardwareConcurrency} cores; the best matrix product in this run, the peak: ` +
      `${peaks.get("cpu")!.toFixed(0)} GFLOP/s${
        peaks.has("webgpu") ? `, on the GPU ${peaks.get("webgpu")!.toFixed(0)}` : ""
      }`,
  );
  const millions = (countParameters(makeNetwork(pictures.network)) / 1e6).toFixed(2);
  for (
    const [title, turns] of [
      [`U-Net of ${millions} M parameters, 64 pictures of 16 × 16`, large],
      ["MLP 2-256-256-256-2, 4096 points", small],
    ] as const
  ) {
    console.log(title);
    report("step", turns, peaks);
    report("forward", turns, peaks);
    reportMemory(turns);
  }

  const short = { ...pictures, steps: compared, blocks: 1 };
  await reportGrowth("batch", backends, [16, 64, 256].map((batch) => [`${batch}`, { ...short, batch }]));
  await reportGrowth(
    "width",
    backends,
    [16, 32, 64].map((base) => [`${base}`, { ...short, network: unetOf(16, base) }]),
  );
  await reportGrowth(
    "resolution",
    backends,
    [8, 16, 32].map((side) => [`${side} x ${side}`, { ...short, network: unetOf(side, 32) }]),
  );
}

if (import.meta.main) await main(Deno.args);
