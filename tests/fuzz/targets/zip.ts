import { listZip, readZipMember } from "../../../lib/io/formats/zip.ts";
import { makeZip } from "../../datasets/make_files.ts";
import { joined } from "../dice.ts";
import type { FuzzTarget } from "../target.ts";

export const target: FuzzTarget = {
  name: "zip",
  file: "a.zip",
  make(dice) {
    const names = Array.from(
      { length: dice.below(4) },
      () => dice.chance(0.7) ? dice.pick(["a/1.png", "b/2.png", "c"]) : dice.text(),
    );
    const body = () => dice.chance(0.5) ? dice.bytes(dice.below(40)) : new Uint8Array(dice.pick([0, 1000, 100_000]));
    const bytes = makeZip(Object.fromEntries(names.map((name) => [name, body()])));
    return dice.chance(0.1) ? joined(dice.bytes(dice.below(30)), bytes) : bytes;
  },
  damage: 0.8,
  async read(_, path) {
    for (const member of await listZip(path)) await readZipMember(path, member);
  },
};
