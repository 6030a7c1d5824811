import { assert, assertAlmostEquals, assertEquals } from "../../assert.ts";
import { startBackend } from "../../../lib/backend/choice/start.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { InceptionNetwork } from "../../../lib/metrics/inception/network.ts";
import { madeUpWeights } from "../../peers/inception_weights.ts";

Deno.test("InceptionNetwork gives a picture the same features in any batch, and leaves no tensors behind", async () => {
  await startBackend();
  const before = tf.memory().numTensors, weights = madeUpWeights(), network = new InceptionNetwork(weights);
  const pictures = Float32Array.from({ length: 2 * 16 * 16 * 3 }, (_, i) => Math.sin(i * i));
  const both = await network.features(pictures, 16, 16), one = await network.features(pictures.subarray(768), 16, 16);
  assertEquals(both.length, 4096);
  one.forEach((value, k) => assertAlmostEquals(both[2048 + k], value, 1e-5));
  const logits = await network.logits(one);
  let first = 0;
  for (let k = 0; k < 2048; k++) first += weights.classifier[k] * one[k];
  assertEquals(logits.length, 1008);
  assertAlmostEquals(logits[0], first, 1e-3);
  network.dispose();
  assert(tf.memory().numTensors === before);
});
