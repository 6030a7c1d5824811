import type { Oracle } from "../../lib/oracle/oracle.ts";
import {
  chooseData,
  chooseSchedule,
  DRAFT,
  draftSchedule,
  explore,
  type ExplorerState,
  FIRST,
  FULL,
  Kept,
} from "../../lib/site/explorer/mod.ts";
import { exploreAll } from "./explore_all.ts";
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "../assert.ts";

Deno.test("explore() lets in between two estimates, and ends where that throws", async () => {
  let count = 0;
  const met: string[] = [];
  const pause = () => {
    if (++count > 25) throw new Error("enough");
  };
  await assertRejects(
    async () => {
      for await (const part of explore(FIRST, DRAFT, pause)) met.push(...Object.keys(part));
    },
    Error,
    "enough",
  );
  // The slope's 20 times, and some pairs of K.
  assertEquals(met, ["told", "slope", "exponent", "predicted"]);
});

Deno.test("draftSchedule() interpolates a formula's levels, and computes few", async () => {
  const formulas = ["cos(pi * t / 2)", "exp(-3 t^2)", "exp(-0.05t - 4.975t^2)", "1 - t", "sqrt(1 - t)", "1 - t^0.3"];
  for (const formula of formulas) {
    const schedule = await chooseSchedule("formula", formula);
    // What is dear: many digits, where α is near 1.
    const dear = new Set<number>();
    const at = (t: number) => {
      const level = schedule.at(t);
      if (level.alpha > 0.85) dear.add(t);
      return level;
    };
    const draft = draftSchedule({ ...schedule, at });
    for (let i = 0; i < 100; i++) {
      const t = 1e-8 * 2e7 ** (i / 100), exact = schedule.at(t), level = draft.at(t);
      for (const key of ["alpha", "sigma", "dAlpha", "dSigma", "logSnr", "dLogSnr"] as const) {
        assertAlmostEquals(level[key], exact[key], 3e-5 * Math.abs(exact[key]), `${key} of ${formula} at ${t}`);
      }
    }
    assert(dear.size <= 16, `${dear.size} levels of ${formula}`);
    // Where there is no level between two knots, the schedule itself is asked.
    for (const t of [0, 1, 1e-6, 0.95]) assertEquals(draft.at(t), schedule.at(t));
  }
});

Deno.test("a draft evaluates a small part of what is written down", async () => {
  const points = Array.from({ length: 64 }, (_, i) => [Math.cos(i), Math.sin(1.7 * i)] as const);
  for (const data of ["mixture", "points", "line"] as const) {
    const state = { ...FIRST, data, points, intervals: 20 };
    const draft = await countEvaluations(state, DRAFT), full = await countEvaluations(state, FULL, 50 * draft.rows);
    // Beside what it evaluates, a call costs what some dozen points do: both are few.
    assert(draft.calls < 700 && draft.rows < 5500, `${data}: ${draft.calls} calls, ${draft.rows} points`);
    assert(full.rows > 50 * draft.rows, `${draft.rows} of ${full.rows}`);
  }
});

Deno.test("what is kept of a state is what is computed anew, whichever field moved, and costs no evaluation", async () => {
  const moves: Partial<ExplorerState>[] = [
    { data: "points" },
    { points: [[0, 1], [1, 1], [0.5, -1]] },
    { data: "mixture", variance: 0.09 },
    { schedule: "cosine" },
    { schedule: "formula", formula: "1 - t^2" },
    { formula: "exp(-3 t^2)" },
    { quantity: "v" },
    { coordinate: "logSnr" },
    { until: 0.07 },
    { intervals: 7 },
    { delta: 3e-4 },
    { perturbation: 0.2 },
    { until: 0.1 },
    { data: "line" },
  ];
  const kept = new Kept();
  let state = FIRST;
  await exploreAll(state, DRAFT, kept);
  for (const move of moves) {
    state = { ...state, ...move };
    assertEquals(await exploreAll(state, DRAFT, kept), await exploreAll(state), JSON.stringify(move));
  }
  assertEquals(new Set(moves.flatMap(Object.keys)), new Set(Object.keys(FIRST)));
  assertEquals((await countEvaluations(state, DRAFT, Infinity, kept)).calls, 0);
});

const ENOUGH = new Error("enough");

function enough(is: boolean): void {
  if (is) throw ENOUGH;
}

/** The evaluations of the oracle, and their points; of these at most a few more than are asked for. */
async function countEvaluations(
  state: ExplorerState,
  fineness: typeof DRAFT,
  most = Infinity,
  kept?: Kept,
): Promise<{ calls: number; rows: number }> {
  const { prototype } = Object.getPrototypeOf(chooseData(state).oracle).constructor as { prototype: Oracle };
  const own = prototype.evaluate, count = { calls: 0, rows: 0 };
  prototype.evaluate = function (quantity, x, ...rest) {
    count.calls++;
    count.rows += x.length / this.dimension;
    return own.call(this, quantity, x, ...rest);
  };
  try {
    for await (const _ of explore(state, fineness, () => void enough(count.rows > most), kept)) { /* Counted. */ }
  } catch (error) {
    if (error !== ENOUGH) throw error;
  } finally {
    prototype.evaluate = own;
  }
  return count;
}
