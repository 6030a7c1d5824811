import { readCifar } from "../../../lib/datasets/cifar.ts";
import { makeTar } from "../../datasets/make_files.ts";
import type { FuzzTarget } from "../target.ts";

const RECORD = 3073;

export const target: FuzzTarget = {
  name: "cifar",
  file: "a.tar",
  make(dice) {
    const names = dice.chance(0.8) ? ["test_batch.bin"] : [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`);
    if (dice.chance(0.2)) names[0] = dice.text();
    const body = () => {
      const bytes = new Uint8Array(
        RECORD * dice.pick([0, 1, 1, 2]) + dice.pick([0, 0, 0, 1, -1, 100].filter((extra) => extra >= 0)),
      );
      for (let at = 0; at < bytes.length; at += RECORD) bytes[at] = dice.pick([0, 3, 9, 9, 10, 255]);
      return bytes;
    };
    const folder = dice.pick(["cifar-10-batches-bin/", ""]);
    return makeTar(Object.fromEntries(names.map((name) => [folder + name, body()])));
  },
  damage: 0.4,
  read: async (_, path) => await readCifar(path, "test"),
};
