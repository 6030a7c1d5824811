import { assert } from "../../assert.ts";
import { loadNativeFloat64 } from "../../../lib/backend/native/block.ts";
import { metricsKernels } from "../../../lib/metrics/kernels/scratch.ts";
import { scratchKernels } from "../../../lib/numerics/kernels/float64.ts";

Deno.test("metricsKernels() shares one memory, of the size asked for", () => {
  const kernels = metricsKernels(100_000);
  assert(kernels === scratchKernels(1, loadNativeFloat64()) && kernels.memory.buffer.byteLength >= 100_000);
});
