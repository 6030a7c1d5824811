import registry from "../../../data/registry.json" with { type: "json" };
import { parseRegistry } from "../../../lib/datasets/registry/registry.ts";
import { parseJson } from "../../../lib/io/read.ts";
import { jsonBytes } from "../dice.ts";
import type { FuzzTarget } from "../target.ts";

export const target: FuzzTarget = {
  name: "registry",
  inMemory: true,
  file: "registry.json",
  make: (dice) => jsonBytes(dice, dice.mutated<unknown>(registry)),
  damage: 0.05,
  read: (bytes, path) => parseRegistry(parseJson(new TextDecoder().decode(bytes), path)),
};
