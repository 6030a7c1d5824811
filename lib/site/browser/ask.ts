/// <reference lib="dom" />
/**
 * Asking the explorer's workers: one for drafts, which follow the hand, and one for what is written down.
 * @module
 */
import type { Explored } from "../explorer/explored.ts";
import type { ExplorerState } from "../explorer/state.ts";
import type { Answer, Said } from "./worker.ts";

/** What is told of a question. */
export interface Told {
  /** What is known so far of a state: the draft's parts, replaced by exact ones as they come, and the exact ones alone. */
  found(state: ExplorerState, found: Partial<Explored>, exact: Partial<Explored>): void;
  /** The draft, or everything, is there and painted. */
  done(draft: boolean, milliseconds: number): void;
  /** It cannot be answered. */
  failed(why: string): void;
  /** Nothing can be answered on this page. */
  broken(why: string): void;
}

/** How the workers are asked. */
export interface Asking {
  /**
   * Asks for a state; an earlier one is given up.
   * @param state The state.
   * @param since When the hand moved, on the clock of `performance.now()`; now where absent.
   */
  ask(state: ExplorerState, since?: number): void;
  /** Gives up what was asked. */
  drop(): void;
  /** Says that a formula may come. */
  formulas(): void;
}

/** A question of the page. */
interface Question {
  readonly id: number;
  readonly state: ExplorerState;
  readonly since: number;
}

/** Milliseconds from a draft to the computing of what is exact: while the hand moves, drafts have the processor. */
const REST = 150;

/**
 * Starts the workers.
 * @param told Told of the answers.
 * @param until The last part that is wanted; all of them where absent.
 * @returns How they are asked.
 */
export function startAsking(told: Told, until?: keyof Explored): Asking {
  for (const place of document.querySelectorAll("[data-starting]")) place.removeAttribute("data-starting");
  const lacks = typeof Worker === "undefined"
    ? "no workers, or they are"
    : typeof WebAssembly === "undefined"
    ? "no WebAssembly, or it is"
    : undefined;
  if (lacks !== undefined) {
    const why = `Cannot compute here: this browser has ${lacks} turned off`;
    return { ask: () => told.broken(why), drop() {}, formulas() {} };
  }
  /** The last question; one that is drawn while the next waits; and that next one. */
  let last: Question | undefined, drawing: Question | undefined, next: Question | undefined;
  let drafted: Partial<Explored> = {}, exact: Partial<Explored> = {}, count = 0;
  let resting: ReturnType<typeof setTimeout> | undefined, broken: string | undefined;
  const breaks = (why: string) => {
    broken = `Cannot compute here: ${why}; the gallery and the notebooks need nothing of the kind`;
    told.broken(broken);
  };

  const drafts = startWorker(breaks, (answer) => {
    const { id, state, since } = drawing!;
    drawing = undefined;
    if (next !== undefined) draft(next);
    if (last === undefined) return;
    if (answer.failure !== undefined) {
      // Of an earlier question: the last one has its own answer to come.
      if (id === last.id) told.failed(answer.failure);
      return;
    }
    if (id !== last.id) return told.found(state, answer.found, {});
    drafted = answer.found;
    told.found(state, drafted, {});
    afterPaint(() => {
      if (id !== last?.id) return;
      told.done(true, performance.now() - since);
      resting = setTimeout(() => writer.say({ exact: { id, state, until } }), REST);
    });
  });
  const writer = startWorker(breaks, ({ id, found, done, failure }) => {
    if (id !== last?.id) return;
    if (failure !== undefined) return told.failed(failure);
    exact = { ...exact, ...found };
    const { state, since } = last;
    told.found(state, { ...drafted, ...exact }, exact);
    if (done) afterPaint(() => id === last?.id && told.done(false, performance.now() - since));
  });

  function draft(question: Question): void {
    next = undefined;
    drawing = question;
    drafts.say({ draft: { id: question.id, state: question.state, until } });
  }

  return {
    ask(state, since = performance.now()) {
      if (broken !== undefined) return told.broken(broken);
      const asked = last = { id: ++count, state, since };
      drafted = exact = {};
      clearTimeout(resting);
      writer.say({ drop: true });
      // One draft at a time, and after it the newest question: a hand that moves on sees it all the same.
      if (drawing === undefined) draft(asked);
      else next = asked;
    },
    drop() {
      last = next = undefined;
      clearTimeout(resting);
      writer.say({ drop: true });
    },
    formulas() {
      for (const each of [drafts, writer]) each.say({ formulas: true });
    },
  };
}

function startWorker(breaks: (why: string) => void, answered: (answer: Answer) => void): { say(said: Said): void } {
  try {
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    worker.onerror = (event) => {
      event.preventDefault();
      breaks(event.message || "its worker could not be loaded");
    };
    worker.onmessage = ({ data }) => answered(data);
    return { say: (said) => worker.postMessage(said) };
  } catch (error) {
    // When the caller knows how to ask.
    queueMicrotask(() => breaks(error instanceof Error ? error.message : String(error)));
    return { say() {} };
  }
}

/** After the next picture of the page, or at once where none is made. */
function afterPaint(work: () => void): void {
  if (document.hidden) return work();
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      work();
    };
    port2.postMessage(0);
  });
}
