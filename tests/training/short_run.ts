/**
 * A short run in a process of its own, with checkpoints and logs in the folder given, that a signal may end. Says "ready"
 * once it is about to train, and the SHA-256 of what it learned at the end.
 * @module
 */
import { startBackend } from "../../lib/backend/choice/start.ts";
import { makeMlp } from "../../lib/nn/mlp.ts";
import { interruptible } from "../../lib/io/process/interruptible.ts";
import { train } from "../../lib/training/runs/train.ts";
import { learned, pointRun } from "./fixtures.ts";

const [folder, every] = Deno.args;
await startBackend("cpu");
const network = makeMlp({ shape: [2], hidden: [8], embedding: 4 });
const code = await interruptible(async (signal) => {
  console.log("ready");
  const checkpoint = { folder, every: Number(every) };
  // Times by importance: what was learned of the losses is part of the state.
  const times = { kind: "importance", intervals: 4, history: 3 } as const;
  const trained = await train(pointRun({ network, times, steps: 60, every: 3, checkpoint, log: { folder }, signal }));
  console.log(learned(trained));
});
Deno.exit(code);
