import { readNpz } from "../../../lib/io/formats/npz.ts";
import { makeZip } from "../../datasets/make_files.ts";
import type { FuzzTarget } from "../target.ts";
import { npyBytes } from "./npy.ts";

export const target: FuzzTarget = {
  name: "npz",
  file: "a.npz",
  make(dice) {
    const names = Array.from(
      { length: dice.below(4) },
      () => dice.chance(0.8) ? `${dice.pick(["a", "b", "images"])}.npy` : dice.text(),
    );
    return makeZip(Object.fromEntries(names.map((name) => [name, npyBytes(dice)])));
  },
  damage: 0.4,
  read: async (_, path) => await readNpz(path, { maxBytes: 1e8 }),
};
