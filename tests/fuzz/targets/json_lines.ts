import { readJsonLines } from "../../../lib/io/formats/json_lines.ts";
import { joined, jsonBytes } from "../dice.ts";
import type { FuzzTarget } from "../target.ts";

export const target: FuzzTarget = {
  name: "json_lines",
  make(dice) {
    const lines = Array.from(
      { length: 1 + dice.below(4) },
      (_, i) => jsonBytes(dice, dice.mutated({ step: i, loss: [1, 2] })),
    );
    return joined(...lines.flatMap((line) => [line, Uint8Array.of(dice.chance(0.9) ? 10 : 13)]));
  },
  read: async (_, path) => await readJsonLines(path),
};
