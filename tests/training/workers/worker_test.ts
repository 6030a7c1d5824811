import type { FromWorker } from "../../../lib/training/workers/types.ts";
import { assertEquals } from "../../assert.ts";

Deno.test("the training worker answers a plan it cannot follow with what went wrong", async () => {
  const worker = new Worker(new URL("../../../lib/training/workers/worker.ts", import.meta.url).href, {
    type: "module",
  });
  try {
    const answer = new Promise<FromWorker>((resolve) => worker.onmessage = ({ data }) => resolve(data));
    worker.postMessage({ kind: "plan", plan: { backend: "wasm", network: { kind: "unknown" } } });
    const { kind, name, message } = await answer as FromWorker & { kind: "failed" };
    assertEquals([kind, name], ["failed", "RangeError"]);
    assertEquals(message, `Cannot make a network: no kind "unknown", there is mlp, unet`);
  } finally {
    worker.terminate();
  }
});
