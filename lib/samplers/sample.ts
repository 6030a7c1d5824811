/**
 * Running a plan.
 * @module
 */
import { checkArguments } from "../numerics/check_arguments.ts";
import type { Random } from "../numerics/random.ts";
import type { Operation, Plan, VectorName } from "./plan.ts";
import { nameTime, type NoisePredictor, type VectorSpace } from "./types.ts";

/**
 * What a plan is run with.
 * @category Samplers
 */
export interface SampleOptions<V> {
  /** The arithmetic. */
  readonly space: VectorSpace<V>;
  /** Where to begin: noise of the first level, which for σ ≈ 1 is standard normal. It stays the caller's. */
  readonly start: V;
  /** The stream of the sampler's own noise; needed where the plan is stochastic. */
  readonly random?: Random;
  /**
   * Called after every step with the state, which is only valid during the call.
   * @param state The state after the step.
   * @param done How many steps are done.
   * @param total How many there are.
   */
  readonly onStep?: (state: V, done: number, total: number) => void | Promise<void>;
}

/**
 * Runs a plan from noise to data. Every vector is freed as soon as nothing needs it any more.
 *
 * @example DDIM with an ideal predictor takes noise to the data
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "nearzero/numerics";
 * import { empiricalSet } from "nearzero/oracle";
 * import { ddim, float64Space, gridLevels, gridPath, oraclePredictor, sample } from "nearzero/samplers";
 * import { ddpmLinearGrid } from "nearzero/schedules";
 *
 * const data = empiricalSet({ dimension: 1, points: Float64Array.of(-2, 2) }), grid = ddpmLinearGrid();
 * const start = new Random(0, "start").normals(8);
 * const drawn = await sample(ddim(gridLevels(grid)), oraclePredictor(data, gridPath(grid)), { space: float64Space(), start });
 * assert.ok(drawn.every((value) => Math.abs(Math.abs(value) - 2) < 1e-3));
 * ```
 *
 * @param plan The plan.
 * @param predict The predictor of the noise; whatever it returns is freed here.
 * @param options Space, start, noise and what to call after a step.
 * @returns The samples; the caller's to free.
 * @throws {TypeError} If the plan needs noise or an operation and none is given, or a prediction has another shape; the
 * message names step, time and, where the predictor tells it, condition.
 * @throws {RangeError} If the plan asks for data that the predictor cannot tell, before it is asked for anything.
 * @throws {RangeError} If a prediction is not finite. Where that cannot be told without reading back from a device, it is
 * told after the last step; the message names the first step that went wrong.
 * @category Samplers
 */
export async function sample<V>(plan: Plan, predict: NoisePredictor<V>, options: SampleOptions<V>): Promise<V> {
  checkArguments("sample", arguments);
  const { space, start, random, onStep } = options;
  if (plan.stochastic && random === undefined) throw new TypeError(`Cannot sample by ${plan.name}: random is missing`);
  if (plan.steps.length === 0) throw new RangeError(`Cannot sample by ${plan.name}: it has no steps`);
  if (predict.x0 === undefined) checkAsked(plan);
  const lastUse = lastUses(plan);
  const vectors = new Map<VectorName, V>([["start", start]]);
  const drop = (name: VectorName) => {
    if (name !== "start") space.release(vectors.get(name)!);
    vectors.delete(name);
  };
  const total = plan.steps.length;
  const marks: V[] = [], marked: string[] = [];
  let clock = 0;
  try {
    for (const [index, step] of plan.steps.entries()) {
      for (const operation of step.operations) {
        vectors.set(operation.into, await run(operation, index + 1));
        clock++;
        for (const name of new Set([...inputs(operation), operation.into])) if (lastUse.get(name)! < clock) drop(name);
      }
      await onStep?.(vectors.get(step.result)!, index + 1, total);
    }
    const finite = marks.length === 0 ? [] : await space.readMarks!(marks);
    const bad = finite.indexOf(false);
    if (bad >= 0) throw new RangeError(`Cannot ${marked[bad]}: prediction must be finite`);
    const { result } = plan.steps.at(-1)!;
    const out = vectors.get(result)!;
    if (result === "start") return space.combine([[1, out]]);
    vectors.delete(result);
    return out;
  } finally {
    for (const name of [...vectors.keys()]) drop(name);
    for (const mark of marks) space.release(mark);
  }

  function cannot(what: string): TypeError {
    return new TypeError(`Cannot sample by ${plan.name}: the vector space cannot ${what}`);
  }

  async function run(operation: Operation, step: number): Promise<V> {
    const get = (name: VectorName): V => vectors.get(name)!;
    switch (operation.kind) {
      case "combine":
        return space.combine(operation.terms.map(([coefficient, name]) => [coefficient, get(name)] as const));
      case "noise":
        return space.noise(get(operation.like), random!, operation.draw);
      case "clip":
        if (space.clip === undefined) throw cannot("clip");
        return space.clip(get(operation.of), operation.low, operation.high);
      case "threshold":
        if (space.threshold === undefined) throw cannot("threshold");
        return space.threshold(get(operation.of), operation.quantile, operation.most);
      case "predict": {
        const { time, quantity } = operation, at = get(operation.at);
        const prediction = await (quantity === undefined ? predict(at, time) : predict.x0!(at, time));
        const where = `sample by ${plan.name} at step ${step} of ${total}, ${nameTime(predict, time)}`;
        try {
          space.check?.(prediction, at, where);
          if (space.mark !== undefined && space.readMarks !== undefined) {
            marks.push(space.mark(prediction));
            marked.push(where);
          }
        } catch (error) {
          space.release(prediction);
          throw error;
        }
        return prediction;
      }
    }
  }
}

/** What can be done where a predictor of ε would begin in pure noise. */
export const REMEDY: string =
  "begin the walk where there is some signal (from, such as 0.99 of the path; sampler.from of a run), " +
  "or let the network predict v or x0";

/**
 * Checks that a plan asks for nothing but noise: what a predictor of ε alone can tell. A walk from pure noise asks for the
 * data, and so does one that was planned for a network that says x0 or v.
 * @param plan The plan.
 * @throws {RangeError} If it asks for data; says where, and what can be done.
 */
export function checkAsked(plan: Plan): void {
  for (const { operations } of plan.steps) {
    for (const operation of operations) {
      if (operation.kind !== "predict" || operation.quantity === undefined) continue;
      throw new RangeError(
        `Cannot sample by ${plan.name}: at time ${operation.time} it needs the data, of which a predictor of ε says ` +
          `nothing in pure noise; ${REMEDY}`,
      );
    }
  }
}

/** For every vector the count of operations done when it is no longer needed; a step's result lives through its step. */
function lastUses(plan: Plan): Map<VectorName, number> {
  const last = new Map<VectorName, number>();
  let clock = 0;
  for (const step of plan.steps) {
    for (const operation of step.operations) {
      for (const name of inputs(operation)) last.set(name, clock);
      last.set(operation.into, clock++);
    }
    // One more than any operation of the step: the next step's first use, or the end, decides.
    last.set(step.result, Math.max(last.get(step.result) ?? 0, clock));
  }
  return last;
}

function inputs(operation: Operation): VectorName[] {
  switch (operation.kind) {
    case "combine":
      return operation.terms.map(([, name]) => name);
    case "noise":
      return [operation.like];
    case "clip":
    case "threshold":
      return [operation.of];
    case "predict":
      return [operation.at];
  }
}
