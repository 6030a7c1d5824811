import { assert, assertEquals } from "../assert.ts";
import { APART, compareCurves, type CurveRecord, outside, type SeedCurves, TIMES } from "./accelerate/curves.ts";

/** Four seeds whose emitted curves are `shift` above their own at the first time, give or take. */
const someSeeds = (shift: number): SeedCurves[] =>
  [-0.1, 0.1, -0.2, 0.2].map((off, seed) => ({
    seed,
    run: `${seed}`,
    own: { 1: TIMES.map((_, i) => seed + i) },
    emitted: { 1: TIMES.map((_, i) => seed + i + off + (i === 0 ? shift : 0)) },
  }));

Deno.test("compareCurves() finds the time at which pairs of seeds differ", () => {
  const found = compareCurves(someSeeds(2), 1);
  const apart = found.filter(({ difference: { low, high } }) => low > 0 || high < 0);
  assertEquals(apart.map(({ time }) => time), [TIMES[0]]);
  assert(apart[0].p < 0.05 && found.slice(1).every(({ p }) => p === 1));
  assert(compareCurves(someSeeds(0), 1).every(({ difference: { low, high } }) => low < 0 && high > 0));
});

Deno.test("outside() tells where a curve leaves the runs that are known", () => {
  const own = [[0, 10], [1, 11], [2, 12], [3, 13]];
  assertEquals(outside([1.5, 11.5], own, 0.95), []);
  assertEquals(outside([1.5, 30], own, 0.95), [1]);
});

Deno.test("recorded K of emitted runs on MNIST is not told from that of the kit's own", async () => {
  const record: CurveRecord = JSON.parse(await Deno.readTextFile(new URL("accelerate/curves.json", import.meta.url)));
  const { ddpm } = record.runs, beyond: number[] = [];
  assert(ddpm.length >= 6);
  for (const apart of [1, APART]) {
    // Corrected for the twelve times, no time tells the engines apart.
    assert(compareCurves(ddpm, apart).every(({ p }) => p > 0.05), `${apart} apart`);
    for (const { emitted } of ddpm) beyond.push(...outside(emitted[apart], ddpm.map(({ own }) => own[apart]), 0.95));
  }
  // A twentieth of all values of emitted runs is to lie where one more of the kit's would not; times are not independent.
  assert(beyond.length <= 0.1 * 2 * ddpm.length * TIMES.length, `${beyond.length} values`);
});
