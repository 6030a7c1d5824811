/**
 * What the explorer has computed, kept: a slider moves one number, on which few of the parts depend.
 * @module
 */
import type { Explored } from "./explored.ts";
import type { ExplorerState } from "./state.ts";

type Field = keyof ExplorerState;

/** A part that is kept; "exponent" is that with what is predicted. */
export type KeptPart = Exclude<keyof Explored, "predicted">;

const PATH: readonly Field[] = ["data", "points", "variance", "schedule", "formula", "quantity"];
const SHARED: readonly Field[] = [...PATH, "until", "intervals"];

/** What each part is a function of. */
const FIELDS: Readonly<Record<KeptPart, readonly Field[]>> = {
  told: ["until", "intervals"],
  slope: [...PATH, "coordinate"],
  exponent: [...PATH, "coordinate"],
  ideal: [...SHARED, "coordinate", "delta"],
  perfect: [...SHARED, "coordinate", "delta"],
  jumps: SHARED,
  price: SHARED,
  perturbedIdeal: [...SHARED, "perturbation"],
  perturbedPerfect: [...SHARED, "perturbation"],
};

/** The last of each part, of one fineness. */
export class Kept {
  readonly #parts = new Map<string, { readonly of: string; readonly found: Partial<Explored> }>();

  /**
   * A part: what is kept where it is a function of the same values, else made anew and kept.
   * @param name The part.
   * @param state Of what.
   * @param make Makes it; what it throws is not kept.
   * @returns The part.
   */
  async take(
    name: KeptPart,
    state: ExplorerState,
    make: () => Promise<Partial<Explored>> | Partial<Explored>,
  ): Promise<Partial<Explored>> {
    const of = JSON.stringify(FIELDS[name].map((field) => state[field])), known = this.#parts.get(name);
    if (known?.of === of) return known.found;
    const found = await make();
    this.#parts.set(name, { of, found });
    return found;
  }
}
