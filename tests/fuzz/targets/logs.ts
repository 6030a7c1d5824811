import { dirname, join } from "node:path";
import { encodeEvent } from "../../../lib/io/formats/tensorboard.ts";
import { tfRecord } from "../../../lib/io/formats/tfrecord.ts";
import { MetricsLog } from "../../../lib/training/checkpoints/metrics_log.ts";
import { joined, jsonBytes } from "../dice.ts";
import type { FuzzTarget } from "../target.ts";

const STEPS = [5, 10, 15, 20];

/** The logs of a run that goes on after step 12: whatever is in them, they are opened. */
export const target: FuzzTarget = {
  name: "logs",
  file: "metrics.jsonl",
  make(dice) {
    const events = dice.chance(0.5);
    return joined(...STEPS.flatMap((step) => {
      if (!events) {
        return [
          jsonBytes(dice, dice.chance(0.3) ? dice.mutated({ step, loss: 1 }) : { step, loss: 1 }),
          Uint8Array.of(10),
        ];
      }
      const event = encodeEvent({ wallTime: 1, step, scalars: { loss: 1 } });
      return [tfRecord(dice.chance(0.3) ? dice.damaged(event) : event)];
    }));
  },
  async read(bytes, path) {
    const folder = dirname(path);
    await Deno.writeFile(join(folder, "events.out.tfevents.nearzero"), bytes);
    using _log = await MetricsLog.open({ folder, onDamaged: () => {} }, 12);
  },
};
