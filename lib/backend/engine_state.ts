/**
 * TensorFlow.js's account of what it is in the middle of, and putting that right where code was ended in the middle.
 * @module
 */
import { tf } from "./tf.ts";

/** The parts of the engine's state that count how deep a call is. */
interface EngineState {
  gradientDepth: number;
  kernelDepth: number;
  activeTape: { saved?: (tf.Tensor | null)[] }[] | null;
  readonly scopeStack: readonly unknown[];
}

function state(): EngineState {
  return (tf.engine() as unknown as { state: EngineState }).state;
}

/**
 * How many scopes that collect tensors are open.
 * @returns 0 outside every `tf.tidy`.
 */
export function scopeDepth(): number {
  return state().scopeStack.length;
}

/**
 * Whether a gradient may be asked for of what is computed now.
 * @returns True inside `tf.grads` and the like.
 */
export function differentiating(): boolean {
  return state().gradientDepth > 0;
}

/**
 * Ends the differentiation, the operations and the scopes that were under way in code that a notebook's front end has
 * terminated: its `finally` clauses have not run, and every later gradient would fail. To be called only where no such
 * code can be running, as at the beginning of asynchronous work.
 * @param depth Scopes to leave open; where not given, scopes are ended only together with something else.
 * @returns Whether there was anything to end.
 */
export function mendEngine(depth?: number): boolean {
  const engine = tf.engine(), { gradientDepth, kernelDepth, activeTape } = state();
  const stale = gradientDepth > 0 || kernelDepth > 0;
  if (stale) {
    for (const { saved } of activeTape ?? []) saved?.forEach((tensor) => tensor?.dispose());
    Object.assign(state(), { gradientDepth: 0, kernelDepth: 0, activeTape: null });
  }
  const keep = depth ?? (stale ? 0 : Infinity), open = scopeDepth();
  while (scopeDepth() > keep) engine.endScope();
  return stale || open > keep;
}
