/**
 * The explorer's worker: a draft is answered whole; what is exact part by part, and given up where it is asked anew.
 * @module
 */
import { explore, reasonOf } from "../explorer/explore.ts";
import { DRAFT, type Explored, FULL } from "../explorer/explored.ts";
import { Kept } from "../explorer/kept.ts";
import { chooseSchedule } from "../explorer/schedule_choice.ts";
import { type ExplorerState, FIRST } from "../explorer/state.ts";

/** What the page asks. */
export interface Asked {
  /** Counts the questions; an answer carries its question's. */
  readonly id: number;
  /** What was chosen. */
  readonly state: ExplorerState;
  /** The last part that is wanted; all of them where absent. */
  readonly until?: keyof Explored;
}

/** What the page says. */
export type Said = { readonly draft: Asked } | { readonly exact: Asked } | { readonly drop: true } | {
  /** A formula may come: what reads formulas is loaded before it does. */
  readonly formulas: true;
};

/** What the worker answers: what was found, whether that is all, or why there is nothing. */
export interface Answer {
  /** The question's. */
  readonly id: number;
  /** New parts. */
  readonly found: Partial<Explored>;
  /** Whether no more will come. */
  readonly done: boolean;
  /** Why not. */
  readonly failure?: string;
}

interface Scope {
  onmessage: (event: { data: Said }) => void;
  postMessage(answer: Answer): void;
}

/** Thrown where a question is of no interest any more. */
const dropped = new Error("dropped");
/** Milliseconds for which an exact computation may not be interrupted. */
const STRETCH = 8;

const scope = globalThis as unknown as Scope;
const drafted = new Kept(), written = new Kept();
let latest = -1;

scope.onmessage = ({ data }) => {
  if ("draft" in data) return void draft(data.draft);
  // What is exact runs in a worker of its own, which hears of the next question between two estimates.
  if ("exact" in data) return void exact(data.exact);
  if ("drop" in data) latest = -1;
  // Where it fails, the formula itself will say so.
  else chooseSchedule("formula", FIRST.formula).catch(() => {});
};

async function draft({ id, state, until }: Asked): Promise<void> {
  let found: Partial<Explored> = {};
  try {
    for await (const part of explore(state, DRAFT, undefined, drafted)) {
      found = { ...found, ...part };
      if (until !== undefined && until in part) break;
    }
    scope.postMessage({ id, found, done: true });
  } catch (error) {
    scope.postMessage({ id, found: {}, done: true, failure: reasonOf(error) });
  }
}

async function exact({ id, state, until }: Asked): Promise<void> {
  latest = id;
  let began = performance.now();
  const pause = (): Promise<void> | void => {
    if (performance.now() - began < STRETCH) return;
    return nextTurn().then(() => {
      if (latest !== id) throw dropped;
      began = performance.now();
    });
  };
  try {
    for await (const found of explore(state, FULL, pause, written)) {
      const done = until !== undefined && until in found;
      scope.postMessage({ id, found, done });
      if (done) return;
    }
    scope.postMessage({ id, found: {}, done: true });
  } catch (error) {
    if (error !== dropped) scope.postMessage({ id, found: {}, done: true, failure: reasonOf(error) });
  }
}

/** Lets waiting messages in. A timer would take 4 ms: browsers hold back timers that follow each other. */
function nextTurn(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}
