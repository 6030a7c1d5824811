import { mendEngine, scopeDepth } from "../../lib/backend/engine_state.ts";
import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { assertEquals } from "../assert.ts";

/** Leaves the engine as code does that is terminated inside `inner`: no clean-up runs. */
function abandon(inner: () => void): void {
  const engine = tf.engine() as unknown as Record<string, unknown>, { endTape, endScope } = engine;
  Object.assign(engine, { endTape: () => {}, endScope: () => {} });
  try {
    inner();
  } catch {
    // What ends it is not told to anybody.
  } finally {
    Object.assign(engine, { endTape, endScope });
  }
}

const slope = () => tf.tidy(() => [...tf.grad((x) => tf.sum(tf.square(x)))(tf.tensor1d([1, 2])).dataSync()]);

Deno.test("mendEngine() makes gradients work again where one was abandoned, and frees its tensors", async () => {
  await startBackend("cpu");
  assertEquals(mendEngine(), false);
  const before = tf.memory().numTensors;
  abandon(() =>
    void tf.tidy(() =>
      tf.grad((x) => {
        tf.exp(x);
        throw new Error("terminated");
      })(tf.tensor1d([1, 2]))
    )
  );
  assertEquals(mendEngine(), true);
  assertEquals([scopeDepth(), tf.memory().numTensors], [0, before]);
  assertEquals(slope(), [2, 4]);
  assertEquals(mendEngine(), false);
});

Deno.test("mendEngine() leaves scopes alone that are open for a reason, and ends those above a depth", async () => {
  await startBackend("cpu");
  tf.engine().startScope();
  assertEquals([mendEngine(), scopeDepth()], [false, 1]);
  tf.engine().startScope();
  assertEquals([mendEngine(1), scopeDepth()], [true, 1]);
  tf.engine().endScope();
});
