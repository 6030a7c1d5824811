/**
 * Lipschitz regularisation: a penalty on the slope of the predicted noise in time.
 * @module
 */
import type { Condition } from "../conditioning/types.ts";
import { checkInteger, checkKnown, checkNumber, checkPositive } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { conversion } from "../oracle/convert.ts";
import { checkSignal, type NoisePath } from "../samplers/noise_path.ts";
import type { Target } from "./loss_weight.ts";
import { spanOf } from "./path.ts";

/**
 * A penalty w ‖∂ε̂/∂t‖² at fixed x, averaged over the entries, for the times below t̃.
 * @category Objectives
 */
export interface Penalty {
  /** w, at least 0, for t counted in thousandths of the path: DDPM's steps. */
  readonly weight: number;
  /** By the difference to a near time, which asks the network twice, or exactly by forward mode. */
  readonly estimator: "difference" | "exact";
  /** t̃, in the path's time. */
  readonly until: number;
  /** How far the near time is, in the path's time: whole steps where time is discrete. */
  readonly delta: number;
  /** f′(t), where the condition is not the time itself; used by `exact`. */
  readonly conditionSlope?: (time: number) => number;
}

/**
 * √w ∂ε̂/∂t of each sample as a linear form a · other + b · output + c · x: `other` is what the network says when told the
 * near time, or its tangent in the condition. All coefficients are 0 for samples that are not penalised.
 */
export interface SlopeTerms {
  /** Which of the two `other` is. */
  readonly estimator: "difference" | "exact";
  /** What the network is told of the near times, B numbers; of the times themselves where exact. */
  readonly conditions: Float64Array;
  /** a. */
  readonly other: Float64Array;
  /** b. */
  readonly output: Float64Array;
  /** c. */
  readonly x: Float64Array;
}

/** Where the slope is taken. */
export interface SlopeOptions {
  /** The noise levels. */
  readonly path: NoisePath;
  /** What the network is told of a time. */
  readonly condition: Condition;
  /** What it predicts; ε̂ is made of it at the true time, whatever the network is told. */
  readonly prediction: Target;
}

/**
 * Checks a penalty.
 * @param penalty The penalty.
 * @param path The noise levels that it is used on.
 * @throws {TypeError} If a value is not a number.
 * @throws {RangeError} If the estimator is unknown or a number is out of range.
 */
export function checkPenalty({ weight, estimator, until, delta }: Penalty, path: NoisePath): void {
  const action = "penalise the slope";
  checkNumber(action, "weight", weight, 0);
  checkKnown(action, "estimator", estimator, ["difference", "exact"]);
  checkPositive(action, "until", until);
  const most = (path.noisiest - path.finest) / 2;
  if (path.steps === undefined) checkNumber(action, "delta", delta, Number.MIN_VALUE, most);
  else checkInteger(action, "delta", delta, 1, Math.floor(most));
}

/**
 * The linear forms that a penalty squares.
 * @param penalty The penalty.
 * @param options Where the slope is taken.
 * @returns A function from the times of a batch to the forms.
 */
export function slopeTerms(penalty: Penalty, options: SlopeOptions): (times: Float64Array) => SlopeTerms {
  checkArguments("slopeTerms", arguments);
  const { weight, estimator, until } = penalty, { path, condition } = options;
  // √w per thousandth of the path.
  const scale = Math.sqrt(weight) * spanOf(path) / 1000;
  const coefficients = estimator === "exact" ? exactForm(penalty, options) : differenceForm(penalty, options);
  return (times) => {
    const forms = Array.from(times, (time) => time < until ? coefficients(time) : NONE);
    const column = (i: number) => Float64Array.from(forms, (form) => scale * form[i]);
    const other = estimator === "exact" ? times : times.map((time) => nearTime(time, penalty, path));
    return { estimator, conditions: other.map(condition), other: column(0), output: column(1), x: column(2) };
  };
}

/** The coefficients of other, output and x in ∂ε̂/∂t. */
type Form = readonly [other: number, output: number, x: number];

const NONE: Form = [0, 0, 0];

/** The time beside a time: later, where there is one. */
function nearTime(time: number, { delta }: Penalty, { noisiest }: NoisePath): number {
  return time + delta <= noisiest ? time + delta : time - delta;
}

/** With ε̂ = p · output + q · x at each time: (ε̂(t′) − ε̂(t))/(t′ − t). */
function differenceForm(penalty: Penalty, { path, prediction }: SlopeOptions): (time: number) => Form {
  return (time) => {
    const near = nearTime(time, penalty, path), span = near - time;
    const [p, q] = conversion(prediction, "eps", path.levelAt(time));
    const [nearP, nearQ] = conversion(prediction, "eps", path.levelAt(near));
    return [nearP / span, -p / span, (nearQ - q) / span];
  };
}

/** p f′ · tangent + p′ · output + q′ · x, from α′ = ½ασ²λ′ and σ′ = −½σα²λ′. */
function exactForm({ conditionSlope = () => 1 }: Penalty, { path, prediction }: SlopeOptions): (time: number) => Form {
  if (prediction === "eps") return (time) => [conditionSlope(time), 0, 0];
  return (time) => {
    const { alpha, sigma, dLogSnr } = path.at(time), half = dLogSnr / 2;
    checkSignal("penalise the exact slope", `time ${time}`, { alpha, sigma });
    const [p] = conversion(prediction, "eps", { alpha, sigma }), other = p * conditionSlope(time);
    return prediction === "v"
      ? [other, half * alpha * sigma * sigma, -half * sigma * alpha * alpha]
      : [other, -half * alpha / sigma, half * alpha * alpha / sigma];
  };
}
