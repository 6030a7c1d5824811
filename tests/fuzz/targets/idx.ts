import { gzipSync } from "node:zlib";
import { readIdx } from "../../../lib/datasets/idx.ts";
import { joined } from "../dice.ts";
import type { FuzzTarget } from "../target.ts";

export const target: FuzzTarget = {
  name: "idx",
  file: "a-images-idx3-ubyte",
  make(dice) {
    const dimensions = dice.pick([1, 3, 3, 3, 4]),
      head = new Uint8Array(4 + 4 * dimensions),
      view = new DataView(head.buffer);
    view.setUint32(0, 0x0800 + dimensions);
    const shape = Array.from({ length: dimensions }, () => dice.chance(0.7) ? dice.below(6) : Math.abs(dice.edge()));
    shape.forEach((extent, i) => view.setUint32(4 + 4 * i, extent));
    const size = shape.reduce((product, extent) => product * extent, 1);
    const bytes = joined(head, dice.bytes(Math.min(size, 500)));
    return dice.chance(0.3) ? new Uint8Array(gzipSync(bytes)) : bytes;
  },
  damage: 0.4,
  read: async (_, path) => await readIdx(path, 3),
};
