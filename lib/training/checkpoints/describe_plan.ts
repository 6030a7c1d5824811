/**
 * A training run as plain data.
 * @module
 */
import type { TrainingPlan } from "../options.ts";

/** What JSON can hold. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * Describes a run so that two that give other bytes have other descriptions, but for their data's values and for what a
 * function does.
 * @param plan The run.
 * @returns Plain data; a number that JSON has no form of is its name, such as "Infinity".
 */
export function describePlan(plan: TrainingPlan): Json {
  const { network, data, path, treatment, loss, times, labelDropout, steps, batch, accumulate, optimiser } = plan;
  const { seed, intervals, every, from } = plan, { name, penalty } = treatment;
  const described = {
    network: network.config,
    data: { name: data.name, shape: data.shape, count: data.count },
    path: path.name,
    treatment: name,
    penalty,
    loss,
    times,
    labelDropout,
    optimiser,
    batch,
    accumulate,
    steps,
    seed,
    intervals,
    every,
    from: from?.sha256,
  };
  const finite = (_: string, value: unknown) =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  return JSON.parse(JSON.stringify(described, finite));
}
