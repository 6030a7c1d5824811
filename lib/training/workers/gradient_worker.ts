/**
 * A worker that computes the gradients of parts of batches, or predictions. Started by `GradientWorkers` and
 * `ForwardWorkers`; not imported.
 * @module
 */
/// <reference lib="deno.worker" />
import { startBackend } from "../../backend/choice/start.ts";
import { tf } from "../../backend/tf.ts";
import { makeNetwork } from "../../nn/network.ts";
import type { Views } from "../../nn/parameters.ts";
import type { Network } from "../../nn/types.ts";
import { Random } from "../../numerics/random.ts";
import { cutExamples } from "../batches.ts";
import { imageTensor, partGradient } from "../step.ts";
import type { FromGradientWorker, SentSamples, ToGradientWorker } from "./types.ts";

const scope = self as DedicatedWorkerGlobalScope;
let network: Network, views: Views | undefined, shared: Extract<ToGradientWorker, { kind: "start" }>;

scope.onmessage = async ({ data: message }: MessageEvent<ToGradientWorker>) => {
  scope.postMessage(await answer(message));
};

async function answer(message: ToGradientWorker): Promise<FromGradientWorker> {
  try {
    if (message.kind === "batch") return { kind: "done", values: await computeParts(message) };
    if (message.kind === "forward") return { kind: "done", values: [await predict(message)] };
    await startBackend(message.backend);
    network = makeNetwork(message.network);
    shared = message;
    return { kind: "done", values: [] };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { kind: "failed", name, message };
  }
}

/** Writes the gradients of some parts where the page reads them, and gives the losses of their samples. */
async function computeParts(
  { examples, parts, of, dropout }: Extract<ToGradientWorker, { kind: "batch" }>,
): Promise<Float32Array[]> {
  const cut = cutExamples(examples, of), random = new Random(dropout.seed, dropout.stream);
  // A copy, since a backend may keep what it is given and the page writes here again.
  const parameters = tf.tensor1d(shared.parameters.slice());
  const all: Float32Array[] = [];
  for (const part of parts) {
    const { gradient, losses } = partGradient(network, parameters, cut[part], [random.fork(part)]);
    shared.gradients[part].set(await gradient.data<"float32">());
    all.push(Float32Array.from(await losses.data<"float32">()));
    tf.dispose([gradient, losses]);
  }
  parameters.dispose();
  return all;
}

/** Predicts with the parameters as they were when it was first asked. */
async function predict({ x, conditions, labels, image }: SentSamples): Promise<Float32Array> {
  views ??= tf.tidy(() =>
    network.parameters.views(tf.tensor1d(shared.parameters.slice())).map((view) => tf.keep(view))
  );
  const { shape } = network, asked = views;
  const prediction = tf.tidy(() => {
    const also = { labels, image: image && imageTensor(image, conditions.length, shape) };
    return network.forward(asked, tf.tensor(x, [conditions.length, ...shape]), conditions, also);
  });
  const values = Float32Array.from(await prediction.data<"float32">());
  prediction.dispose();
  return values;
}
