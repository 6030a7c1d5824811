import { hasKernel, replaceKernel, runKernel, runKernels } from "../../lib/backend/kernels.ts";
import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { assertEquals, assertFalse } from "../assert.ts";

Deno.test("replaceKernel() registers a kernel and hands it the one before", async () => {
  await startBackend("cpu");
  assertFalse(hasKernel("TestTwice"));
  replaceKernel("cpu", "TestTwice", ({ x }, { offset }, previous) => {
    assertEquals(previous, undefined);
    return tf.add(tf.mul(x, 2), offset as number);
  });
  replaceKernel("cpu", "TestTwice", (inputs, attrs, previous) => {
    const once = previous!({ inputs, attrs: attrs as never, backend: tf.backend() }) as tf.Tensor;
    return [once, tf.neg(once)];
  });
  assertEquals(hasKernel("TestTwice"), true);
  const x = tf.tensor1d([1, 2]);
  const [a, b] = runKernels("TestTwice", { x }, { offset: 1 });
  assertEquals([...await a.data(), ...await b.data()], [3, 5, -3, -5]);
  tf.unregisterKernel("TestTwice", "cpu");
  assertFalse(hasKernel("TestTwice"));
});

Deno.test("runKernel() runs a kernel of the backend", async () => {
  await startBackend("cpu");
  const y = runKernel("Square", { x: tf.tensor1d([3]) });
  assertEquals([...await y.data()], [9]);
});
