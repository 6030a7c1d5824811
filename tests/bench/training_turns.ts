/**
 * The kit and PyTorch taking turns at one problem, each turn in a process of its own.
 * @module
 */
import { join } from "node:path";
import { writeSafetensors } from "../../lib/io/formats/safetensors.ts";
import { ddpmLinearGrid } from "../../lib/schedules/grid.ts";
import { peersPython } from "../../lib/tasks/peers.ts";
import { exampleSource } from "../../lib/training/examples.ts";
import { planTraining } from "../../lib/training/options.ts";
import { runPeer } from "./peer.ts";
import { compared, type Measured, type Problem, type Side, trainingRun } from "./training_run.ts";

/** What the peer measures beyond what the kit does. */
export interface PeerMeasured extends Measured {
  /** Multiplications and additions of a training step's matrix products and convolutions, in 10⁹. */
  readonly gigaflop: number;
  /** Those of a prediction. */
  readonly forwardGigaflop: number;
}

/** All that was measured of one problem: one entry for each turn. */
export interface Turns {
  /** The kit's. */
  readonly own: Map<Side, Measured[]>;
  /** The peer's. */
  readonly peer: PeerMeasured[];
}

/**
 * Measures a problem on every side.
 * @param problem The problem.
 * @param sides The kit's sides.
 * @param turns How many turns each takes.
 * @returns What was measured.
 * @throws {Error} If the peers are not installed, a process fails or the losses on the same examples differ.
 */
export async function takeTurns(problem: Problem, sides: readonly Side[], turns: number): Promise<Turns> {
  const python = await peersPython();
  if (python === undefined) throw new Error("Cannot compare: the peers are not installed; run `deno task peers`");
  const own = new Map(sides.map((side) => [side, [] as Measured[]])), peer: PeerMeasured[] = [];
  const folder = await Deno.makeTempDir({ prefix: "nearzero_training_" });
  try {
    await writeProblem(folder, problem);
    for (let turn = 0; turn < turns; turn++) {
      // Where other processes want the cores too, threads that wait by spinning slow PyTorch tenfold.
      const threads: Record<string, string> = problem.cores === undefined
        ? {}
        : { OMP_NUM_THREADS: `${problem.cores}` };
      peer.push(await runPeer(python, "training_time.py", [folder], { OMP_WAIT_POLICY: "PASSIVE", ...threads }));
      for (const [side, all] of own) all.push(await measureOwn(side, problem));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  for (const [{ backend }, [{ losses }]] of own) checkLosses(backend, losses, peer[0].losses);
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

/**
 * Measures a problem on one of the kit's sides, in a process of its own.
 * @param side The side.
 * @param problem The problem.
 * @returns What was measured.
 * @throws {Error} If the process fails.
 */
export async function measureOwn({ backend, workers }: Side, problem: Problem): Promise<Measured> {
  const script = new URL("training_run.ts", import.meta.url).pathname;
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", script, JSON.stringify(problem), `${workers}`],
    env: {
      NEARZERO_BACKEND: backend,
      ...(problem.cores === undefined ? {} : { TF_NUM_INTRAOP_THREADS: `${problem.cores}` }),
    },
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
