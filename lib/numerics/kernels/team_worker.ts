/**
 * A helper of a `BlockTeam`. Started by it; not imported.
 * @module
 */
/// <reference lib="deno.worker" />
import { helpTeam } from "./team.ts";

const scope = self as DedicatedWorkerGlobalScope;

scope.onmessage = ({ data: memory }: MessageEvent<WebAssembly.Memory>) => {
  helpTeam(memory);
  scope.close();
};
