/**
 * Curves over time of a trained network.
 * @module
 */
import { lipschitzCurve } from "../../lipschitz/lipschitz_constant.ts";
import { bootstrap } from "../../numerics/stats.ts";
import { networkSubject } from "../../predictors/network_subject.ts";
import { oracleError } from "../../predictors/oracle_error.ts";
import { perturbedError } from "../../predictors/perturbed_error.ts";
import { spanOf } from "../../objectives/path.ts";
import type { Trained } from "../../predictors/trained.ts";
import type { Plan } from "../../samplers/plan.ts";
import type { TrainingPlan } from "../../training/options.ts";
import type { MeasureConfig } from "../config/measure_config.ts";
import type { RunData } from "../config/run_data.ts";
import { type Curve, type CurvePoint, perturbedCurve, slopeName, STATES_CURVE, TREND_CURVE } from "../store/scores.ts";
import { samplerStates } from "./sampler_states.ts";

/** Times looked at in each interval of an error against an oracle. */
const TIMES_EACH = 20;

/**
 * Measures curves of a network.
 * @param measures Which.
 * @param trained The network.
 * @param data What it was trained on.
 * @param seed Everything drawn follows it: networks under one seed are measured at the same points.
 * @param plan The run's sampler.
 * @returns The curves; one for each scale of a perturbation.
 * @throws {RangeError} If a measure needs an ideal predictor and the data have none.
 */
export async function measureCurves(
  measures: readonly MeasureConfig[],
  trained: Trained,
  data: RunData,
  seed: number,
  plan: Plan,
): Promise<Curve[]> {
  const unit = trained.path.steps === undefined ? "t" : "step", curves: Curve[] = [];
  for (const measure of measures) {
    switch (measure.kind) {
      case "oracle-error":
        curves.push({ ...await errorCurve(measure, trained, data, seed), unit, seed });
        break;
      case "lipschitz":
        curves.push({ ...await slopeCurve(measure, trained, data, seed), unit, seed });
        break;
      case "sampler-states": {
        const points = await samplerStates(trained, plan, data.training, { ...measure, seed });
        curves.push({ curve: STATES_CURVE, unit, seed, n: measure.points, points });
        break;
      }
      case "loss-trend":
        curves.push({ ...lossTrend(trained), unit, seed });
        break;
      case "perturbed":
        for (const scale of measure.scales) {
          curves.push({ ...await measurePerturbed(measure, scale, trained, data, seed), unit, seed });
        }
    }
  }
  return curves;
}

/**
 * Checks that curves can be measured, before there is a network.
 * @param measures Which.
 * @param plan The noise levels of the training, and what the network is told.
 * @param data The data.
 * @throws {RangeError} If a measure needs an ideal predictor and the data have none, the network is told pictures beside its
 * samples, or an interval of time holds no step.
 */
export function checkMeasures(
  measures: readonly MeasureConfig[],
  { path, told }: Pick<TrainingPlan, "path" | "told">,
  { oracle, training }: RunData,
): void {
  for (const measure of measures) {
    const { kind } = measure;
    if (kind === "sampler-states") checkQuiet(training);
    if (told.image) {
      throw new RangeError(
        `Cannot measure ${kind}: the network is told a picture beside each sample, measures give none`,
      );
    }
    if (kind === "oracle-error" && oracle === undefined) throw noOracle(training.name);
    if (kind === "lipschitz") {
      if (pairTimes(path, measure).length > 0) continue;
      const pair = `pair of steps${measure.apart === undefined ? "" : `, ${measure.apart} apart,`}`;
      throw new RangeError(`Cannot measure ${kind}: there is no ${pair} up to ${measure.until} of the path`);
    }
    if (kind !== "oracle-error") continue;
    const edges = edgesOn({ path }, measure.edges);
    edges.slice(1).forEach((edge, i) => {
      if (edge > edges[i]) return;
      const steps = path.steps === undefined ? "" : ` of ${path.steps} steps`;
      throw new RangeError(`Cannot measure ${kind}: edges[${i + 1}] is at ${edge}${steps}, not after ${edges[i]}`);
    });
  }
}

/** The eigenvectors of a covariance take time as the cube of the dimension. */
const LARGEST_DIMENSION = 1024;

function checkQuiet({ name, shape }: RunData["training"]): void {
  const d = shape.reduce((a, b) => a * b, 1);
  if (d <= LARGEST_DIMENSION) return;
  throw new RangeError(
    `Cannot measure sampler-states: ${name} has ${d} dimensions, at most ${LARGEST_DIMENSION} are searched for quiet ones`,
  );
}

function noOracle(name: string): RangeError {
  return new RangeError(`Cannot measure oracle-error: no ideal predictor of ${name} is known`);
}

type Measured = Omit<Curve, "unit" | "seed">;
type Of<K extends MeasureConfig["kind"]> = Extract<MeasureConfig, { kind: K }>;

async function errorCurve(
  { edges: shares, points }: Of<"oracle-error">,
  trained: Trained,
  { oracle, training }: RunData,
  seed: number,
): Promise<Measured> {
  if (oracle === undefined) throw noOracle(training.name);
  const edges = edgesOn(trained, shares);
  const errors = await oracleError(trained, oracle, { edges, points, stepsEach: TIMES_EACH, seed });
  const entries = Array.from(errors, (value, i) => ({
    time: edges[i],
    until: edges[i + 1],
    value,
    low: null,
    high: null,
  }));
  return { curve: "squared error against the ideal predictor", n: TIMES_EACH * points, points: entries };
}

async function slopeCurve(measure: Of<"lipschitz">, trained: Trained, { training }: RunData, seed: number) {
  const { points, apart } = measure, subject = networkSubject(trained, training);
  const curve = await lipschitzCurve(subject, pairTimes(trained.path, measure), { samples: points, seed });
  const entries = curve.map(({ time, estimate: { value, low, high } }) => ({ time, value, low, high }));
  return { curve: slopeName(apart), n: points, points: entries };
}

/** The mean loss of the last sixth of training over that of the sixth before, less 1: 0 where training no longer helps. */
function lossTrend({ history }: Trained): Measured {
  const { span, intervals, losses: { length } } = history, [from, middle] = [2 / 3, 5 / 6].map((part) => part * length);
  const [early, late] = [history.byInterval(from, middle), history.byInterval(middle)];
  const points = Array.from(late, (loss, i): CurvePoint => ({
    time: i * span / intervals,
    until: (i + 1) * span / intervals,
    value: Number.isFinite(loss / early[i]) ? loss / early[i] - 1 : null,
    low: null,
    high: null,
  }));
  return { curve: TREND_CURVE, n: Math.floor(length / 6), points };
}

/** Pairs from the data on, evenly spread: in discrete time every so many steps, where not all are looked at. */
function pairTimes(path: Trained["path"], { until, pairs, apart }: Of<"lipschitz">): [number, number][] {
  const { steps, finest } = path, end = until * spanOf(path);
  if (steps === undefined) {
    if (apart !== undefined) {
      throw new RangeError(`Cannot measure lipschitz: apart counts steps, got ${apart} where time is continuous`);
    }
    const width = (end - finest) / pairs;
    return Array.from({ length: pairs }, (_, i) => [finest + i * width, finest + (i + 1) * width]);
  }
  const every = Math.max(1, Math.floor(end / pairs)), distance = apart ?? 1;
  const count = Math.min(pairs, Math.ceil(end / every), Math.floor((steps - 1 - distance) / every) + 1);
  return Array.from({ length: Math.max(0, count) }, (_, i) => [i * every, i * every + distance]);
}

async function measurePerturbed(
  { edges: shares, points }: Of<"perturbed">,
  scale: number,
  trained: Trained,
  { training }: RunData,
  seed: number,
): Promise<Measured> {
  const edges = edgesOn(trained, shares),
    found = await perturbedError(trained, training, { edges, scale, points, seed });
  const entries = found.map((errors, i): CurvePoint => {
    const { value, low, high } = bootstrap(errors, undefined, { seed });
    return { time: edges[i], until: edges[i + 1], value, low, high };
  });
  return { curve: perturbedCurve(scale), n: points, points: entries };
}

/** The times at shares of a path, whole steps where time is discrete. */
function edgesOn({ path }: Pick<Trained, "path">, shares: readonly number[]): number[] {
  const span = spanOf(path);
  return shares.map((share) =>
    path.steps === undefined ? Math.max(path.finest, share * span) : Math.round(share * span)
  );
}
