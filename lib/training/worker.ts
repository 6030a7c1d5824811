/**
 * A worker that trains one network. Started by `trainTogether`; not imported.
 * @module
 */
/// <reference lib="deno.worker" />
import { startBackend } from "../backend/start.ts";
import { makeNetwork } from "../nn/network.ts";
import type { Examples } from "./examples.ts";
import { runLoop } from "./loop.ts";
import type { FromWorker, SentPlan, ToWorker } from "./types.ts";

const scope = self as DedicatedWorkerGlobalScope;
const waiting = new Map<number, (examples: Examples) => void>();

scope.onmessage = async ({ data: message }: MessageEvent<ToWorker>) => {
  if (message.kind === "plan") return say(await run(message.plan));
  waiting.get(message.step)!(message.examples);
  waiting.delete(message.step);
};

function say(message: FromWorker): void {
  scope.postMessage(message);
}

/** The page, where the examples are made. */
const page = {
  at(step: number): Promise<Examples> {
    say({ kind: "ask", step });
    return new Promise((resolve) => waiting.set(step, resolve));
  },
  observe: (times: Float64Array, losses: ArrayLike<number>) => say({ kind: "losses", times, losses }),
};

async function run({ backend, network, ...plan }: SentPlan): Promise<FromWorker> {
  try {
    await startBackend(backend);
    const end = await runLoop(
      { ...plan, network: makeNetwork(network) },
      page,
      (progress) => say({ kind: "progress", progress }),
    );
    return { kind: "done", end: { ...end, history: end.history.toJSON() } };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { kind: "failed", name, message };
  }
}
