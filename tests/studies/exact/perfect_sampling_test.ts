import { ddpmLinearGrid } from "../../../lib/schedules/grid.ts";
import { flatLaw, TOY_LAWS, toyLaws } from "../../../lib/studies/exact/laws.ts";
import {
  comparePerfectSampling,
  comparePerfectSchedules,
  mapDisplacement,
  perfectSamples,
} from "../../../lib/studies/exact/perfect_sampling.ts";
import { variance } from "../../../lib/numerics/stats.ts";
import { assert, assertAlmostEquals, assertEquals } from "../../assert.ts";

const grid = ddpmLinearGrid(), [mixture, line, points] = toyLaws(), size = { groups: 3, each: 40 };

Deno.test("toyLaws() are a mixture, a line and 24 points; flatLaw() fills as many dimensions as asked", () => {
  assertEquals([mixture, line, points].map(({ name, dimension }) => [name, dimension]), [
    ["mixture", 2],
    ["line in space", 3],
    [`${TOY_LAWS.points} points`, 2],
  ]);
  const flat = flatLaw(5, 2), x = Float64Array.of(3, 4, 1, -2, 2);
  // Off the subspace ε* is x/σ; along it the data have variance 1, so that x_t has too and ε* = σ x.
  const eps = flat.eps(x, { alpha: Math.sqrt(0.75), sigma: 0.5 });
  [1.5, 2, 2, -4, 4].forEach((value, i) => assertAlmostEquals(eps[i], value, 1e-12));
});

Deno.test("perfectSamples() of a perfect DDPM lie on the line, with variance 1 along it", async () => {
  const drawn = await perfectSamples(line, grid, 50, size);
  const along: number[] = [], off: number[] = [];
  for (let i = 0; i < drawn.length; i += 3) {
    const [x, y, z] = drawn.subarray(i, i + 3), t = (x + 2 * y + 2 * z) / 3;
    along.push(t);
    off.push(Math.hypot(x - t / 3, y - 2 * t / 3, z - 2 * t / 3));
  }
  assert(Math.max(...off) < 1e-9);
  assertAlmostEquals(variance(along), 1, 0.35);
});

Deno.test("the studies of perfect samples: sharing nothing moves nothing, sharing all moves most", async () => {
  const told: number[] = [], onProgress = (done: number) => void told.push(done);
  const [[fine], [coarse]] = await mapDisplacement({
    ...size,
    oracle: line,
    grid,
    untils: [100],
    intervals: [100, 1],
    onProgress,
  });
  assert(fine < 1e-12 && coarse > 0.01);
  const sharings = [{ until: 100, intervals: 100 }, { until: 100, intervals: 1 }];
  const [row] = await comparePerfectSampling({ ...size, data: [points], grid, counts: [10], sharings });
  assertEquals([row.data, row.time, row.plain.length], ["24 points", 10, 3]);
  assertEquals(row.shared[0], row.plain);
  const [other] = await comparePerfectSchedules({ ...size, data: [line], grids: [grid], sharing: sharings[0] });
  assertEquals(other.plain, other.shared);
  assertEquals(other.displacement, 0);
  assertEquals(told, [1, 2]);
});
