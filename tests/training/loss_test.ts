import { startBackend } from "../../lib/backend/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { noiseLoss } from "../../lib/training/loss.ts";
import { assertEquals, assertThrows } from "../assert.ts";

await startBackend("cpu");

Deno.test("noiseLoss() is the mean square of each sample", () => {
  tf.tidy(() => {
    const losses = noiseLoss(tf.tensor3d([1, 2, 3, 4], [2, 1, 2]), tf.tensor3d([1, 0, 0, 0], [2, 1, 2]));
    assertEquals([...losses.dataSync()], [2, 12.5]);
  });
});

Deno.test("noiseLoss() refuses different shapes", () => {
  tf.tidy(() => {
    assertThrows(() => noiseLoss(tf.zeros([2, 2]), tf.zeros([2, 1])), TypeError, "[2, 2] and [2, 1]");
  });
});
