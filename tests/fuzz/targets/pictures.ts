import sharp from "sharp";
import { loadPictures } from "../../../lib/datasets/load.ts";
import { makeIdx, makeZip } from "../../datasets/make_files.ts";
import type { FuzzTarget } from "../target.ts";
import { npyBytes } from "./npy.ts";
import { tarBytes } from "./tar.ts";

const png = Uint8Array.from(
  await sharp(new Uint8Array(27), { raw: { width: 3, height: 3, channels: 3 } }).png().toBuffer(),
);

/** Whatever a reader may bring as a data set, told by its content. */
export const target: FuzzTarget = {
  name: "pictures",
  file: "data",
  make(dice) {
    switch (dice.below(4)) {
      case 0:
        return makeZip({ "a/1.png": png, "a/2.png": dice.chance(0.3) ? dice.damaged(png) : png, "b/3.jpg": png });
      case 1:
        return makeZip({ "x_train.npy": npyBytes(dice), "y_train.npy": npyBytes(dice) });
      case 2:
        return Uint8Array.from(makeIdx([dice.below(3), 2, 2], dice.bytes(12)));
      default:
        return tarBytes(dice);
    }
  },
  damage: 0.4,
  read: async (_, path) => await loadPictures(path, { warn: () => {} }),
};
