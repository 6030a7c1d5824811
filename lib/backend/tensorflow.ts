/**
 * TensorFlow.js as the kit runs it. Nothing imports this but tf.ts, which has it run when a tensor is first asked for.
 * @module
 */
import { env } from "@tensorflow/tfjs";

// Silences the banner that recommends installing tfjs-node, and per-operation checks that training does not need.
env().set("PROD", true);

export * from "@tensorflow/tfjs";
