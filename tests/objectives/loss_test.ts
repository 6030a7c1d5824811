import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { squaredError } from "../../lib/objectives/loss.ts";
import { assertEquals, assertThrows } from "../assert.ts";

await startBackend("cpu");

Deno.test("squaredError() is the mean square of each sample", () => {
  tf.tidy(() => {
    const losses = squaredError(tf.tensor3d([1, 2, 3, 4], [2, 1, 2]), tf.tensor3d([1, 0, 0, 0], [2, 1, 2]));
    assertEquals([...losses.dataSync()], [2, 12.5]);
  });
});

Deno.test("squaredError() refuses different shapes", () => {
  tf.tidy(() => {
    assertThrows(() => squaredError(tf.zeros([2, 2]), tf.zeros([2, 1])), TypeError, "[2, 2] and [2, 1]");
  });
});
