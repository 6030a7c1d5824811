import { emaStep } from "../../../lib/backend/ops/ema.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assertEquals, assertThrows } from "../../assert.ts";
import { testOnBackends } from "../backends.ts";
import { assertClose, random, toTensor } from "../check_operation.ts";

testOnBackends("emaStep() mixes by the decay", async () => {
  const a = random([19], "average"), p = random([19], "parameters");
  const average = tf.tidy(() => tf.variable(toTensor(a))), parameters = toTensor(p);
  const before = tf.memory().numTensors;
  for (const decay of [0.9, 0.999, 1, 0]) {
    emaStep(average, parameters, decay);
    a.data.forEach((value, i) => a.data[i] = decay * value + (1 - decay) * p.data[i]);
    await assertClose(average, a.data, `decay ${decay}`);
  }
  assertEquals(tf.memory().numTensors, before);
  tf.dispose([average, parameters]);
});

Deno.test("emaStep() refuses other shapes and decays", () => {
  const average = tf.variable(tf.ones([3]));
  assertThrows(() => emaStep(average, tf.ones([4]), 0.5), TypeError, "must have shape [3], got [4]");
  assertThrows(() => emaStep(average, tf.ones([3]), 1.5), RangeError, "decay must be in [0, 1], got 1.5");
});
