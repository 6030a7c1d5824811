/**
 * A helper of a `BlockTeam`. Started by it; not imported.
 * @module
 */
/// <reference lib="deno.worker" />
import { TaskQueue } from "./task_queue.ts";

const scope = self as DedicatedWorkerGlobalScope;

scope.onmessage = ({ data: memory }: MessageEvent<WebAssembly.Memory>) => {
  new TaskQueue(memory).help();
  scope.close();
};
