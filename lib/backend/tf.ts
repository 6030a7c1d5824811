/**
 * The one door to TensorFlow.js: every other file imports `tf` from here, so that one copy of it runs and runs silently.
 * @module
 */
import * as tf from "@tensorflow/tfjs";

// Silences the banner that recommends installing tfjs-node, and per-operation checks that training does not need.
tf.env().set("PROD", true);

export { tf };
