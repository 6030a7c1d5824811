/**
 * A worker that trains one network. Started by `trainTogether`; not imported.
 * @module
 */
/// <reference lib="deno.worker" />
import { startBackend } from "../../backend/choice/start.ts";
import { makeNetwork } from "../../nn/network.ts";
import type { Examples } from "../examples.ts";
import { LossHistory } from "../history.ts";
import { type LoopHooks, type LoopState, runLoop } from "../loop.ts";
import type { FromWorker, Request, SentPlan, SentState, ToWorker } from "./types.ts";

const scope = self as DedicatedWorkerGlobalScope;
const waiting = new Map<number, (answer?: Examples) => void>();
const stop = new AbortController();
let asked = 0;

scope.onmessage = async ({ data: message }: MessageEvent<ToWorker>) => {
  switch (message.kind) {
    case "plan":
      return say(await run(message.plan));
    case "stop":
      return stop.abort();
    case "answer":
      waiting.get(message.id)!(message.answer);
      waiting.delete(message.id);
  }
};

function say(message: FromWorker): void {
  scope.postMessage(message);
}

/** Asks something of the page and waits for it. */
function ask(request: Request): Promise<Examples | undefined> {
  const id = asked++;
  say({ kind: "request", id, request });
  return new Promise((resolve) => waiting.set(id, resolve));
}

/** The page, where the examples are made. */
const page = {
  at: async (step: number) => (await ask({ kind: "examples", step }))!,
  observe: (step: number, times: Float64Array, losses: ArrayLike<number>) =>
    say({ kind: "losses", step, times, losses }),
};

async function run({ backend, network, start, saveEvery, ...plan }: SentPlan): Promise<FromWorker> {
  try {
    await startBackend(backend);
    const hooks: LoopHooks = {
      start: start && { ...start, history: LossHistory.from(start.history) },
      onProgress: async (progress) => void await ask({ kind: "progress", progress }),
      save: saveEvery === undefined ? undefined : {
        every: saveEvery,
        state: async (state) => void await ask({ kind: "save", state: sent(state) }),
      },
      signal: stop.signal,
    };
    const end = await runLoop({ ...plan, network: makeNetwork(network) }, page, hooks);
    return { kind: "done", end: { ...end, ...sent(end) } };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { kind: "failed", name, message };
  }
}

function sent({ optimiser, history }: LoopState): SentState {
  return { optimiser, history: history.toJSON() };
}
