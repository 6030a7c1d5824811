import { DRAFT, explore, type Explored, type ExplorerState, type Kept } from "../../lib/site/explorer/mod.ts";

/** Everything that the explorer computes of a state. */
export async function exploreAll(state: ExplorerState, fineness: typeof DRAFT = DRAFT, kept?: Kept): Promise<Explored> {
  let found: Partial<Explored> = {};
  for await (const part of explore(state, fineness, undefined, kept)) found = { ...found, ...part };
  return found as Explored;
}
