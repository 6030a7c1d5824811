import { startBackend } from "../../../lib/backend/choice/start.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { makeUNet } from "../../../lib/nn/unet.ts";
import { planTraining } from "../../../lib/training/options.ts";
import { GradientWorkers } from "../../../lib/training/workers/gradient_workers.ts";
import { train } from "../../../lib/training/runs/train.ts";
import type { FromGradientWorker } from "../../../lib/training/workers/types.ts";
import { assertEquals, assertRejects } from "../../assert.ts";
import { learned, pictureRun, pointRun } from "../fixtures.ts";

Deno.test("train() gives the same bytes however many workers share the parts of a batch", async () => {
  await startBackend("wasm");
  const network = makeUNet({ shape: [4, 4, 1], base: 4, groups: 2, multipliers: [1, 2], embedding: 8, dropout: 0.2 });
  const run = pictureRun({ network, accumulate: 4, times: { kind: "importance", intervals: 2, history: 2 } });
  const alone = learned(await train(run)), before = tf.memory().numTensors;
  for (const workers of [2, 3]) assertEquals(learned(await train({ ...run, workers })), alone);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("train() gives the same bytes with workers on cpu", async () => {
  await startBackend("cpu");
  const run = pointRun({ accumulate: 4 });
  assertEquals(learned(await train({ ...run, workers: 2 })), learned(await train(run)));
});

Deno.test("train() refuses workers without a part to compute", async () => {
  await startBackend("wasm");
  await assertRejects(
    () => train(pointRun({ workers: 2 })),
    RangeError,
    "workers must be at most the 1 parts of a batch, accumulate, got 2",
  );
  await assertRejects(() => train(pointRun({ workers: 0 })), RangeError, "workers must be at least 1, got 0");
});

Deno.test("GradientWorkers hands on what goes wrong in a worker", async () => {
  await startBackend("wasm");
  const plan = planTraining(pointRun({ accumulate: 2 })), { network } = plan;
  const unknown = { ...network, config: { ...network.config, kind: "unknown" } } as unknown as typeof network;
  const start = () => GradientWorkers.start({ ...plan, network: unknown }, 2);
  await assertRejects(start, RangeError, `Cannot make a network: no kind "unknown"`);
});

Deno.test("the gradient worker answers a part that it cannot compute with what went wrong", async () => {
  const worker = new Worker(new URL("../../../lib/training/workers/gradient_worker.ts", import.meta.url).href, {
    type: "module",
  });
  try {
    const answer = new Promise<FromGradientWorker>((resolve) => worker.onmessage = ({ data }) => resolve(data));
    worker.postMessage({ kind: "start", backend: "none" });
    assertEquals((await answer).kind, "failed");
  } finally {
    worker.terminate();
  }
});
