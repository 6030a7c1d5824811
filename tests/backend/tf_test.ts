import { tf } from "../../lib/backend/tf.ts";
import { assert } from "../assert.ts";

Deno.test("tf is TensorFlow.js with its banner switched off", () => {
  assert(tf.env().getBool("PROD"));
  assert(tf.version_core.length > 0);
});
