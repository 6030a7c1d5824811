import { readStateDict } from "../../../lib/pretrained/torch/read_torch.ts";
import type { FuzzTarget } from "../target.ts";

const fixture = (name: string) => Deno.readFile(new URL(`../../pretrained/fixtures/${name}`, import.meta.url));
const wholes = [await fixture("zip.pt"), await fixture("legacy.pt")];

/** Both forms of PyTorch's files, damaged; every tensor is read. */
export const target: FuzzTarget = {
  name: "torch",
  make: (dice) => dice.damaged(dice.pick(wholes)),
  async read(_bytes, path) {
    for (const tensor of (await readStateDict(path)).values()) await tensor.read();
  },
};
