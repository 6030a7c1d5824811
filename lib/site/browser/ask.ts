/// <reference lib="dom" />
/**
 * Asking the explorer's workers: one for drafts, which follow the hand, and one for what is written down.
 * @module
 */
import type { Explored } from "../explorer/explore.ts";
import type { ExplorerState } from "../explorer/state.ts";

/** What is told of a question: parts as they come, then the end, or why there is none. */
export interface Told {
  /** What is known so far. */
  found(found: Partial<Explored>, draft: boolean): void;
  /** Everything is there. */
  done(draft: boolean, milliseconds: number): void;
  /** It cannot be answered. */
  failed(why: string): void;
}

/**
 * Starts the workers.
 * @param told Told of the answers.
 * @param full Whether numbers beyond the draft are wanted.
 * @returns Asks for a state; an earlier question is dropped. Only the first `until` parts are waited for, if given.
 */
export function startAsking(told: Told, full: boolean = true): (state: ExplorerState) => void {
  for (const place of document.querySelectorAll("[data-starting]")) place.removeAttribute("data-starting");
  let id = 0, began = 0;
  const known: Record<string, Partial<Explored>> = {};
  const start = (draft: boolean): (state: ExplorerState) => void => {
    let worker: Worker;
    try {
      worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    } catch (error) {
      told.failed(unable(error instanceof Error ? error.message : String(error)));
      return () => {};
    }
    worker.onerror = (event) => {
      event.preventDefault();
      told.failed(unable(event.message || "its worker could not be loaded"));
    };
    worker.onmessage = ({ data }) => {
      if (data.id !== id) return;
      if (data.failure !== undefined) return told.failed(data.failure);
      if (data.done) return told.done(draft, performance.now() - began);
      const found = { ...known[draft ? "draft" : "full"], ...data.part };
      known[draft ? "draft" : "full"] = found;
      // What is exact replaces the draft part by part.
      told.found({ ...known.draft, ...known.full }, draft);
    };
    return (state) => worker.postMessage({ id, state, draft });
  };
  if (typeof Worker === "undefined" || typeof WebAssembly === "undefined") {
    const lacks = typeof Worker === "undefined" ? "workers" : "WebAssembly";
    return () => told.failed(`Cannot compute here: this browser has no ${lacks}, or they are turned off`);
  }
  const draft = start(true), exact = full ? start(false) : undefined;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  return (state) => {
    id++;
    known.draft = known.full = {};
    began = performance.now();
    draft(state);
    clearTimeout(waiting);
    // While the hand moves, the draft has the processor to itself.
    const asked = id;
    waiting = setTimeout(() => asked === id && exact?.(state), 180);
  };
}

function unable(why: string): string {
  return `Cannot compute here: ${why}; the gallery and the notebooks need nothing of the kind`;
}
