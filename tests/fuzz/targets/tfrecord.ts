import { encodeEvent, stepOfEvent } from "../../../lib/io/formats/tensorboard.ts";
import { readTfRecords, tfRecord } from "../../../lib/io/formats/tfrecord.ts";
import { joined } from "../dice.ts";
import type { FuzzTarget } from "../target.ts";

/** Records whose checksums are right, of events that are damaged. */
export const target: FuzzTarget = {
  name: "tfrecord",
  make(dice) {
    const events = Array.from({ length: 1 + dice.below(4) }, (_, i) => {
      const event = encodeEvent({ wallTime: 1, step: i, scalars: { loss: 1 } });
      return tfRecord(dice.chance(0.5) ? dice.damaged(event) : event);
    });
    return joined(...events, new Uint8Array(dice.pick([0, 0, 11, 64])));
  },
  damage: 0.3,
  async read(_, path) {
    for (const { data } of await readTfRecords(path)) stepOfEvent(data);
  },
};
