import { dpmSolverMultistep } from "../../../lib/samplers/methods/dpm_solver_multistep.ts";
import { spacedLevels } from "../../../lib/samplers/levels.ts";
import { sample } from "../../../lib/samplers/sample.ts";
import { unipc, type UnipcOptions } from "../../../lib/samplers/methods/unipc.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../../assert.ts";
import { exactEnd, path, predict, rootMeanSquare, space, start, walk } from "../mixture_world.ts";

const levels = spacedLevels(path, 24, { ...walk, spacing: "logSnr" });

Deno.test("unipc() without its corrector is the multistep DPM-Solver++", async () => {
  for (const [variant, weights] of [["exact", "exact"], ["bh2", "midpoint"]] as const) {
    const own = unipc(levels, { variant, uncorrected: "all", lowerOrderFinal: false });
    const other = dpmSolverMultistep(levels, { weights });
    const ends = [await sample(own, predict, { space, start }), await sample(other, predict, { space, start })];
    ends[0].forEach((value, i) => assertAlmostEquals(value, ends[1][i], 1e-12));
    assertEquals([own.order, own.evaluations], [2, 24]);
  }
});

Deno.test("unipc() is nearer for its corrections, at the same cost", async () => {
  const exact = await exactEnd();
  const error = async (options: UnipcOptions) => {
    const plan = unipc(levels, { lowerOrderFinal: false, ...options });
    assertEquals(plan.evaluations, 24);
    return rootMeanSquare(await sample(plan, predict, { space, start }), exact);
  };
  const [corrected, not] = [await error({}), await error({ uncorrected: "all" })];
  assert(corrected < not / 3, `${[corrected, not]}`);
});

Deno.test("unipc() leaves single steps uncorrected where told", () => {
  const combinations = (options: UnipcOptions) =>
    unipc(levels, options).steps.map(({ operations }) => operations.filter(({ kind }) => kind === "combine").length);
  const all = combinations({}), some = combinations({ uncorrected: [0, 4] });
  // A step is corrected at the beginning of the next.
  assertEquals(all.map((count, i) => count - some[i]).flatMap((less, i) => less === 1 ? [i] : []), [1, 5]);
});

Deno.test("unipc() gives the variants different weights only where ½ is taken", () => {
  const coefficients = (options: UnipcOptions) =>
    unipc(levels, options).steps.map(({ operations }) =>
      operations.flatMap((each) => each.kind === "combine" ? each.terms.map(([c]) => c) : [])
    );
  const [bh1, bh2] = [coefficients({ order: 3, variant: "bh1" }), coefficients({ order: 3, variant: "bh2" })];
  const differs = bh1.map((step, i) => step.some((value, k) => Math.abs(value - bh2[i][k]) > 1e-12));
  // The first corrector and the second predictor; at the end the predictor of order 2 again.
  assertEquals(differs.flatMap((yes, i) => yes ? [i] : []), [1, 22]);
});

Deno.test("unipc() refuses orders and variants that do not exist", () => {
  assertThrows(() => unipc(levels, { order: 4 }), RangeError, "order must be in [1, 3], got 4");
  assertThrows(() => unipc(levels, { variant: "bh3" as "bh1" }), RangeError, 'no variant "bh3"');
});
