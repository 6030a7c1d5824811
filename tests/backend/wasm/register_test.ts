import { registerWasmKernels } from "../../../lib/backend/wasm/register.ts";
import { startBackend } from "../../../lib/backend/choice/start.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assert, assertEquals } from "../../assert.ts";

Deno.test("registerWasmKernels() gives wasm what training needs, once", async () => {
  await startBackend("wasm");
  const names = ["Conv2DBackpropFilter", "Conv2DBackpropInput", "UnsortedSegmentSum", "GroupNorm", "Adam", "SiluGrad"];
  const kernels = names.map((name) => tf.getKernel(name, "wasm"));
  assert(kernels.every((kernel) => kernel !== undefined));
  registerWasmKernels();
  assertEquals(names.map((name) => tf.getKernel(name, "wasm")), kernels);
});

Deno.test("registerWasmKernels() leaves strings alone when it shares clones", async () => {
  await startBackend("wasm");
  assertEquals(await tf.tensor1d(["a", "b"]).clone().data() as unknown, ["a", "b"]);
});
