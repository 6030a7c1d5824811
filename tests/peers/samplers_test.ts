import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { tensorSpace } from "../../lib/nn/tensor_space.ts";
import { Random } from "../../lib/numerics/random.ts";
import { float64Space } from "../../lib/samplers/float64_space.ts";
import { gridLevels, respacedSteps, spacedLevels } from "../../lib/samplers/levels.ts";
import { dataLevel, gridPath, type SamplerLevel, schedulePath } from "../../lib/samplers/noise_path.ts";
import type { Plan } from "../../lib/samplers/plan.ts";
import { ddim, ddpm, dpmSolver, dpmSolverMultistep, edmHeun, unipc } from "../../lib/samplers/mod.ts";
import { sample } from "../../lib/samplers/sample.ts";
import { conversion } from "../../lib/oracle/convert.ts";
import { cosineGrid } from "../../lib/schedules/cosine.ts";
import { flowMatching } from "../../lib/schedules/flow_matching.ts";
import { ddpmLinearGrid, type Grid } from "../../lib/schedules/grid.ts";
import { zeroTerminalSnrGrid } from "../../lib/schedules/zero_terminal_snr.ts";
import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";

/** What record_samplers.py wrote. */
interface Case {
  readonly scheduler: string;
  // deno-lint-ignore no-explicit-any -- the options of whichever scheduler it is
  readonly config: Record<string, any>;
  // deno-lint-ignore no-explicit-any -- likewise
  readonly call: Record<string, any>;
  readonly times: number[];
  /** σ/α of each level; null in pure noise. */
  readonly ratios: (number | null)[];
  /** Where the scheduler ends in float32, and in float64 with the same numbers of float32. */
  readonly end: string;
  readonly exact: string;
}

const FLOW = "FlowMatchEulerDiscrete";

const recorded = JSON.parse(await Deno.readTextFile(new URL("samplers.json", import.meta.url)));
const cases: Case[] = recorded.cases;
const start = decode(recorded.start);
const predictions: Float32Array[] = recorded.predictions.map(decode);
const noises: Float32Array[] = recorded.noises.map(decode);

function bytes(text: string): ArrayBuffer {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
}

function decode(text: string): Float32Array {
  return new Float32Array(bytes(text));
}

/** The levels that the scheduler walked over, by σ/α. */
function levelsOf({ scheduler, times, ratios }: Case): SamplerLevel[] {
  // All but these keep σ/α in float32, recorded in nine digits.
  const rounded = !["DDPM", "DDIM", FLOW].includes(scheduler);
  return ratios.map((recordedRatio, i) => {
    const ratio = recordedRatio === null ? Infinity : rounded ? Math.fround(recordedRatio) : recordedRatio;
    return ratio === 0 ? dataLevel(-1) : {
      time: times[i] ?? 0,
      alpha: 1 / Math.hypot(1, ratio),
      sigma: ratio === Infinity ? 1 : ratio / Math.hypot(1, ratio),
      logSnr: -2 * Math.log(ratio),
      dLogSnr: NaN,
    };
  });
}

/** What the scheduler takes its predictions for, in our words. */
function predictsOf({ scheduler, config }: Case): "eps" | "x0" | "v" | "velocity" {
  if (scheduler === FLOW) return "velocity";
  return ({ v_prediction: "v", sample: "x0" } as const)[config.prediction_type as string] ?? "eps";
}

/** What the recorded predictions say of the noise and of the data, as coefficients of the prediction and of x. */
function facesOf(one: Case): (time: number) => { eps: [number, number]; x0: [number, number] } {
  const levels = levelsOf(one), predicts = predictsOf(one);
  return (time) => {
    const level = levels.find((each) => each.time === time)!, { alpha, sigma } = level;
    if (predicts !== "velocity") {
      const from = (to: "eps" | "x0"): [number, number] =>
        alpha === 0 && to === "x0" && predicts === "eps" ? [NaN, NaN] : [...conversion(predicts, to, level)];
      return { eps: from("eps"), x0: from("x0") };
    }
    // u = ε − x0 at (1 − s) x0 + s ε, which is x/(α + σ).
    const scale = 1 / (alpha + sigma);
    return { eps: [alpha * scale, scale], x0: [-sigma * scale, scale] };
  };
}

function planOf(one: Case): Plan {
  const { scheduler, config, call } = one, levels = levelsOf(one);
  const clip = config.thresholding
    ? { quantile: config.dynamic_thresholding_ratio, most: config.sample_max_value }
    : config.clip_sample
    ? config.clip_sample_range as number
    : undefined;
  const said = predictsOf(one), predicts = said === "velocity" ? "v" : said;
  const order = config.solver_order ?? 2, weights = config.solver_type ?? "midpoint";
  switch (scheduler) {
    case "DDPM": {
      const variance = config.variance_fraction ?? (config.variance_type === "fixed_large" ? "large" : "small");
      return ddpm(levels, { variance, clip, predicts });
    }
    case "DDIM":
      return ddim(levels, { eta: call.eta, clip, clipNoise: call.use_clipped_model_output, predicts });
    case "DPMSolverMultistep": {
      const kind: string = config.algorithm_type ?? "dpmsolver++";
      const short = one.times.length < 15 && (config.lower_order_final ?? true);
      return dpmSolverMultistep(levels, {
        order,
        weights,
        clip,
        predicts,
        prediction: kind.endsWith("++") ? "data" : "noise",
        stochastic: kind.startsWith("sde"),
        begin: "lower",
        lowerOrderFinal: short || (config.euler_at_final ? "euler" : false),
      });
    }
    case "DPMSolverSinglestep": {
      const prediction = config.algorithm_type === "dpmsolver" ? "noise" : "data";
      return dpmSolver(levels, { order, weights, clip, prediction, lowerOrderFinal: config.lower_order_final });
    }
    case "UniPCMultistep":
      return unipc(levels, {
        order,
        clip,
        predicts,
        prediction: config.predict_x0 === false ? "noise" : "data",
        variant: config.solver_type,
        lowerOrderFinal: config.lower_order_final,
        uncorrected: config.disable_corrector,
      });
    case "HeunDiscrete":
      return edmHeun(levels, { clip });
    case "EulerDiscrete":
    case FLOW:
      // Euler's method in σ/α is DDIM, and so it is on the straight path of flow matching.
      return ddim(levels, { clip, predicts });
  }
  throw new Error(`no plan for ${scheduler}`);
}

/** Runs the plan on tensors of float32 with the recorded predictions and noises. */
async function run(one: Case, plan: Plan): Promise<Float32Array> {
  const { shape } = recorded, space = tensorSpace(), faces = facesOf(one);
  let asked = 0;
  const begin = tf.tensor(start, shape);
  const say = (face: "eps" | "x0") => (x: tf.Tensor, time: number) => {
    const said = tf.tensor(predictions[asked++], shape);
    if (predictsOf(one) === face) return said;
    const [a, b] = faces(time)[face];
    return tf.tidy(() => tf.add(tf.mul(said, a), tf.mul(x, b)));
  };
  const end = await sample(plan, Object.assign(say("eps"), { x0: say("x0") }), {
    space: { ...space, noise: (_like, _random, index) => tf.tensor(noises[index], shape) },
    start: begin,
    random: new Random(0, "unused"),
  });
  const values = await end.data<"float32">();
  tf.dispose([begin, end]);
  return values;
}

/** Runs the plan on float64 arrays with the same numbers. */
function runExactly(one: Case, plan: Plan): Promise<Float64Array> {
  const rows: number = recorded.shape[0], faces = facesOf(one);
  let asked = 0;
  const say = (face: "eps" | "x0") => (x: Float64Array, time: number) => {
    const said = Float64Array.from(predictions[asked++]);
    if (predictsOf(one) === face) return said;
    const [a, b] = faces(time)[face];
    return said.map((value, i) => a * value + b * x[i]);
  };
  return sample(plan, Object.assign(say("eps"), { x0: say("x0") }), {
    space: {
      ...float64Space(0, start.length / rows),
      noise: (_like, _random, index) => Float64Array.from(noises[index]),
    },
    start: Float64Array.from(start),
    random: new Random(0, "unused"),
  });
}

/** The largest difference, relative to whatever is above 1. */
function apart(values: ArrayLike<number>, others: ArrayLike<number>): number {
  return Math.max(
    ...Array.from(values, (value, i) => Math.abs(value - others[i]) / Math.max(1, Math.abs(others[i]))),
  );
}

await startBackend("cpu");

/**
 * Three things are compared. The method: in float64 both end at the same numbers, but for the 1e-10 of noise that the
 * clamped variance of DDPM adds to a last step to the data. Our rounding: in float32 every plan ends within 1e-5 of that.
 * And float32 with float32, within 1e-5, unless the scheduler's own float32 is farther than that from its own float64: at
 * σ/α = 157, the first step of DDPM's grid, it keeps x/α or divides x − σ ε̂ by α after σ ε̂ was rounded, either of which
 * leaves an error of 157 · 2⁻²⁴ in the data. Ours take the difference first (see tensorSpace).
 */
for (const scheduler of new Set(cases.map((one) => one.scheduler))) {
  const own = cases.filter((one) => one.scheduler === scheduler);
  Deno.test(`${scheduler} of diffusers ends where ours does, to 1e-5 in float32, with ${own.length} sets of options`, async () => {
    for (const one of own) {
      const plan = planOf(one), exact = new Float64Array(bytes(one.exact)), peer = decode(one.end);
      const told = JSON.stringify([one.config, one.call, one.times.length]);
      const method = apart(await runExactly(one, plan), exact);
      assert(method <= 1e-9, `${told}: the methods are ${method} apart`);
      const end = await run(one, plan), rounding = apart(end, exact), difference = apart(end, peer);
      assert(rounding <= 1e-5, `${told}: float32 is ${rounding} from float64`);
      assert(difference <= 1e-5 || apart(peer, exact) > 1e-5, `${told}: ${difference} apart in float32`);
    }
  });
}

Deno.test("diffusers' own rounding passes 1e-5 with 11 sets of options, whose walks all start above σ/α = 150", () => {
  const coarse = cases.filter((one) => apart(decode(one.end), new Float64Array(bytes(one.exact))) > 1e-5);
  assertEquals(coarse.length, 11);
  assert(coarse.every(({ ratios }) => ratios[0] === null || ratios[0] > 150));
});

const spacings: Record<string, "karras" | "logSnr"> = {
  use_karras_sigmas: "karras",
  use_exponential_sigmas: "logSnr",
  use_lu_lambdas: "logSnr",
};

/** The levels that our own functions give for a case's options; undefined where the scheduler interpolates otherwise. */
function ownLevels({ scheduler, config, times }: Case, grid: Grid): SamplerLevel[] | undefined {
  if (scheduler === FLOW) {
    return config.sigmas || config.shift !== 1 ? undefined : spacedLevels(schedulePath(flowMatching()), times.length);
  }
  const count = scheduler === "HeunDiscrete" ? (times.length + 1) / 2 : times.length;
  if (config.timesteps) return gridLevels(grid, config.timesteps);
  for (const [option, spacing] of Object.entries(spacings)) {
    if (config[option]) return spacedLevels(gridPath(grid), count, { spacing });
  }
  const interpolating = scheduler === "HeunDiscrete" || scheduler === "EulerDiscrete";
  const spacing = config.timestep_spacing ?? (scheduler.startsWith("DD") ? "leading" : "linspace");
  // These two take fractions of steps and interpolate σ/α linearly, where we follow DPM-Solver.
  if (config.lambda_min_clipped || (interpolating && spacing === "linspace")) return undefined;
  // Multistep schedulers spread one level more and leave out the last.
  const more = scheduler.includes("step") && spacing !== "trailing" ? 1 : 0;
  const steps = respacedSteps(1000, count + more, spacing).slice(0, count);
  return gridLevels(grid, steps.map((step) => step + (config.steps_offset ?? 0)));
}

Deno.test("our grids and spacings give the noise levels of diffusers", () => {
  let compared = 0;
  for (const one of cases) {
    const { config, ratios } = one;
    const plain = config.beta_schedule === "squaredcos_cap_v2"
      ? cosineGrid()
      : config.beta_schedule === "scaled_linear"
      ? undefined
      : ddpmLinearGrid({ last: config.beta_end });
    if (plain === undefined) continue;
    const grid = config.rescale_betas_zero_snr ? zeroTerminalSnrGrid(plain) : plain;
    const levels = ownLevels(one, grid);
    if (levels === undefined) continue;
    levels.slice(0, -1).forEach((level, i) => {
      const ratio = ratios[i];
      // Some put 2⁻²⁴ in place of the α² of pure noise.
      if (level.alpha === 0) return assert(ratio === null || ratio > 4095, JSON.stringify([config, ratio]));
      // Its ᾱ is a product of up to 1000 numbers in float32, and its 1 − ᾱ a difference; of the least, if that is an end.
      const ends = Object.keys(spacings).some((option) => config[option]);
      const tolerance = 2e-5 + 2 ** -24 / (ends ? grid.sigma[0] : level.sigma) ** 2;
      assertAlmostEquals(Math.exp(-level.logSnr / 2) / ratio!, 1, tolerance, JSON.stringify([config, i]));
    });
    compared++;
  }
  assert(compared > 300, `${compared}`);
});
