/**
 * A worker that trains one network. Started by `trainTogether`; not imported.
 * @module
 */
/// <reference lib="deno.worker" />
import { startBackend } from "../backend/start.ts";
import { makeNetwork } from "../nn/network.ts";
import { DivergenceError, train } from "./train.ts";
import type { Trained } from "./trained.ts";
import type { FromWorker, SentPlan, SentState, ToWorker } from "./types.ts";

const scope = self as DedicatedWorkerGlobalScope;
const waiting = new Map<number, (values: Float32Array) => void>();
let asked = 0;

scope.onmessage = async ({ data: message }: MessageEvent<ToWorker>) => {
  if (message.kind === "plan") return say(await run(message.plan));
  waiting.get(message.id)!(message.values);
  waiting.delete(message.id);
};

function say(message: FromWorker): void {
  scope.postMessage(message);
}

/** Asks the page for samples. */
function ask(indices: Uint32Array): Promise<Float32Array> {
  const id = asked++;
  say({ kind: "ask", id, indices });
  return new Promise((resolve) => waiting.set(id, resolve));
}

async function run({ backend, network, data, conditions, optimiser, ...plan }: SentPlan): Promise<FromWorker> {
  try {
    await startBackend(backend);
    const trained = await train({
      ...plan,
      ...optimiser,
      network: makeNetwork(network),
      data: { ...data, batch: ask },
      condition: (step) => conditions[step],
      onProgress: (progress) => say({ kind: "progress", progress }),
    });
    return { kind: "done", state: stateOf(trained) };
  } catch (error) {
    if (error instanceof DivergenceError) return { kind: "diverged", step: error.step, state: stateOf(error.last) };
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { kind: "failed", name, message };
  }
}

function stateOf({ weights, lastWeights, history }: Trained): SentState {
  return { weights, lastWeights, history: history.toJSON() };
}
