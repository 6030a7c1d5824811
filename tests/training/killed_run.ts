/**
 * A short run in a process of its own that keeps checkpoints in the folder given: what kill_test.ts kills. Says "ready" once it is
 * about to train, and the SHA-256 of what it learned at the end.
 * @module
 */
import { startBackend } from "../../lib/backend/start.ts";
import { makeMlp } from "../../lib/nn/mlp.ts";
import { train } from "../../lib/training/train.ts";
import { learned, pointRun } from "./fixtures.ts";

await startBackend("cpu");
console.log("ready");
const network = makeMlp({ shape: [2], hidden: [8], embedding: 4 });
const folder = Deno.args[0];
const trained = await train(pointRun({ network, steps: 60, every: 3, checkpoint: { folder, every: 3 } }));
console.log(learned(trained));
