import { cosine } from "../../../lib/schedules/cosine.ts";
import { flowMatching } from "../../../lib/schedules/flow_matching.ts";
import { linear } from "../../../lib/schedules/linear.ts";
import { logSpace } from "../../../lib/numerics/ranges.ts";
import { exponentRows, fourKinds, slopesBySchedule, termShares } from "../../../lib/studies/exact/schedule_slopes.ts";
import { assert, assertAlmostEquals, assertEquals } from "../../assert.ts";

const data = fourKinds(), times = Array.from(logSpace(1e-8, 1e-4, 9));

Deno.test("slopesBySchedule() grow as predicted on each kind of data; cosine's slope is 1.60 times smaller than linear's", async () => {
  const all = [linear(), cosine(), flowMatching()], slopes = await slopesBySchedule(data, all, times, { samples: 64 });
  const rows = exponentRows(slopes, [1e-8, 1e-5]);
  assertEquals(rows.map(([name]) => name), all.map(({ name }) => name));
  // Smooth densities: −1/2 on DDPM's schedules, bounded under flow matching; −1 on manifolds and points, whatever the schedule.
  [[-0.5, -0.5, -1, -1], [-0.5, -0.5, -1, -1], [0, 0, -1, -1]].forEach((expected, i) => {
    expected.forEach((exponent, j) => {
      const measured = rows[i][2 + 2 * j] as { value: number };
      assertAlmostEquals(measured.value, exponent, 0.02);
      assertAlmostEquals(rows[i][3 + 2 * j] as number, exponent, 0.02);
    });
  });
  const [gauss] = slopes, [first, second] = gauss.bySchedule.map(({ curve }) => curve[0].estimate.value);
  assertAlmostEquals(first / second, 1.604, 0.01);
});

Deno.test("termShares(): on manifolds the score's term is twice the sum, with the opposite sign of the schedule's", () => {
  const [row] = termShares(data.slice(2), [linear()], 1e-6);
  assertAlmostEquals(row[1] as number, 1, 0.02);
  assertAlmostEquals(row[2] as number, 2, 0.02);
  const [smooth] = termShares(data.slice(0, 1), [linear()], 1e-6);
  assert(Math.abs((smooth[1] as number) - 1) < 0.01 && (smooth[2] as number) < 0.01);
});
