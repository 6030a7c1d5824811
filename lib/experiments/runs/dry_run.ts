/**
 * What a run would be, without making it.
 * @module
 */
import { makeNetwork } from "../../nn/network.ts";
import { describeCost } from "./cost.ts";
import { trainingMemory } from "./memory.ts";
import type { PlannedRun } from "../config/planned_run.ts";
import { pretty } from "../store/store.ts";

/**
 * Describes a run; whether it can be made is {@linkcode checkRun}'s to say.
 * @param run The run.
 * @returns Its full configuration, identity, parameters, memory and cost.
 * @category Experiments
 */
export function dryRun({ id, network: networkId, config, content }: PlannedRun): string {
  const { network, batch, accumulate, steps } = config.training;
  const { size } = makeNetwork(network).parameters;
  const { parameters, activations } = trainingMemory(network, size, batch / accumulate);
  const part = accumulate === 1 ? `a batch of ${batch}` : `${batch / accumulate} of a batch of ${batch} at a time`;
  return `${pretty(config)}
run          ${id}
network      ${networkId}
${
    Object.entries(content).map(([what, digest]) => `content      ${digest.slice(0, 16)} ${what}\n`).join("")
  }parameters   ${size.toLocaleString("en")}
memory       ${bytes(parameters + activations)} on each device, estimated, of which
             ${bytes(parameters)} for parameters, moments, average and gradient
             ${bytes(activations)} for ${part}
samples seen ${(steps * batch).toLocaleString("en")} in ${steps.toLocaleString("en")} steps
${describeCost(config.training)}`;
}

function bytes(count: number): string {
  return count < 1e9 ? `${(count / 1e6).toFixed(1)} MB` : `${(count / 1e9).toFixed(1)} GB`;
}
