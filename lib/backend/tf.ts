/**
 * The one door to TensorFlow.js: every other file imports `tf` from here, so that one copy of it runs and runs silently.
 * It is deferred: whoever imports the kit for its exact side does not wait for tensors.
 * @module
 */
import defer * as tf from "./tensorflow.ts";

export { tf };
