import { ddpmLinearGrid } from "../../../lib/schedules/grid.ts";
import { studyCommonTarget } from "../../../lib/studies/networks/common_target.ts";
import { toyLaws } from "../../../lib/studies/exact/laws.ts";
import { assert, assertAlmostEquals, assertEquals } from "../../assert.ts";

Deno.test("studyCommonTarget() holds both methods and a network that says 0 against both targets", async () => {
  const [, line] = toyLaws(), told: number[] = [];
  const { studies: [study] } = await studyCommonTarget({
    data: [line],
    grid: ddpmLinearGrid(),
    sharing: { until: 100, intervals: 5 },
    training: { network: { hidden: [8], embedding: 8 }, examples: 50, batch: 8, steps: 2, seeds: [0, 1] },
    edges: [20, 40],
    deltas: [10],
    groups: 2,
    each: 5,
    onProgress: (done, total) => void told.push(done / total),
    backend: "cpu",
  });
  assertEquals([study.data, study.plain.length, study.sharing.length], ["line in space", 2, 2]);
  // On the line ε* has two whole directions and σ² of the one along it: E‖ε*‖² = 2 + E[σ²], here in 2 to 2.02.
  assertAlmostEquals(study.zero.ideal[0], 2, 0.15);
  // By Pythagoras the shared optimum is smaller than ε*: E‖ε*‖² − E‖ε̄‖² = E‖ε̄ − ε*‖², the price.
  assert(study.zero.shared[0] < study.zero.ideal[0]);
  for (const { ideal, quotients } of [...study.plain, ...study.sharing]) {
    // Two steps from zero a network still says nearly 0.
    assertAlmostEquals(ideal[0], study.zero.ideal[0], 0.05);
    assertEquals(quotients[0].times.length, 12);
  }
  // What E-TSDM's network is told is the same at 0 and 10.
  assertEquals(study.sharing[0].quotients[0].values[0], 0);
  assertEquals(told.at(-1), 1);
});
