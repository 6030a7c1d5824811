/**
 * The explorer's worker: asked for a state, it answers with one part after the other, and stops where it is asked anew.
 * @module
 */
import { DRAFT, explore, FULL } from "../explorer/explore.ts";
import type { ExplorerState } from "../explorer/state.ts";

/** What the page asks. */
export interface Asked {
  /** Counts the questions; an answer carries its question's. */
  readonly id: number;
  /** What was chosen. */
  readonly state: ExplorerState;
  /** Whether a draft will do. */
  readonly draft: boolean;
}

interface Scope {
  onmessage: (event: { data: Asked }) => void;
  postMessage(message: unknown): void;
}

const scope = globalThis as unknown as Scope;
let latest = -1;

scope.onmessage = async ({ data: { id, state, draft } }) => {
  latest = id;
  try {
    for await (const part of explore(state, draft ? DRAFT : FULL)) {
      scope.postMessage({ id, part });
      // Lets the next question in.
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (latest !== id) return;
    }
    scope.postMessage({ id, done: true });
  } catch (error) {
    scope.postMessage({ id, failure: error instanceof Error ? error.message : String(error) });
  }
};
