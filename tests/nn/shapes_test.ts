import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { checkBatch } from "../../lib/nn/shapes.ts";
import { assertThrows } from "../assert.ts";

Deno.test("checkBatch() accepts a batch and refuses what is not one", async () => {
  await startBackend("cpu");
  tf.tidy(() => {
    checkBatch(tf.zeros([2, 3]), new Float64Array(2), [3]);
    assertThrows(() => checkBatch(tf.zeros([2, 4]), new Float64Array(2), [3]), TypeError, "[B, 3], got [2, 4]");
    assertThrows(() => checkBatch(tf.zeros([3]), new Float64Array(3), [3]), TypeError, "got [3]");
    assertThrows(() => checkBatch(tf.zeros([2, 3]), new Float64Array(1), [3]), TypeError, "conditions");
  });
});
