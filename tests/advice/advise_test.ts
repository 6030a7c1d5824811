import { adviceTable, advise } from "../../lib/advice/advise.ts";
import { adviceSubject } from "../../lib/advice/subject.ts";
import { empiricalSet } from "../../lib/oracle/empirical_set.ts";
import { gaussian } from "../../lib/oracle/gaussian.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { assert, assertEquals, assertRejects, assertThrows } from "../assert.ts";
import { adviceCase } from "./cases.ts";

Deno.test("advise() gives every advice with its cost, its curve and for what it holds", async () => {
  const law = empiricalSet({ dimension: 2, points: Float64Array.of(0, 1, 1, 0, -1, -1), name: "three points" });
  const advice = await advise(law, { points: 24, evaluations: 6, sampler: "DPM-Solver++ 2M" });
  assertEquals(advice.map(({ topic }) => topic), ["stop", "draw", "tell", "share", "schedule"]);
  for (const { cost, curves, holds, choice } of advice) {
    assert(cost.low <= cost.value && cost.value <= cost.high);
    assert(curves.length > 0 && curves.every(({ x, y }) => x.length === y.length && x.length > 0));
    assert(holds.includes("three points") && holds.includes("linear") && choice.length > 10);
  }
  const { rows, columns } = adviceTable(advice);
  assert(rows.every((row) => row.length === columns.length));
});

Deno.test("advise() says nothing where nothing is at stake: N(0, I) has no schedule that is better", async () => {
  const [advice] = await advise(gaussian({ mean: Float64Array.of(0) }), { topics: ["schedule"] });
  assert(!advice.distinguishable && advice.choice.startsWith("any"));
});

Deno.test("advise() takes points as their empirical law, at most as many as it is told", async () => {
  const points = Uint8Array.from({ length: 300 }, (_, i) => (i * 37) % 256);
  const subject = adviceSubject({ dimension: 3, points, scale: 1 / 127.5, shift: -1, most: 10, name: "bytes" });
  assertEquals(subject.name, "10 of 100 of bytes");
  const [advice] = await advise({ dimension: 3, points, scale: 1 / 127.5, shift: -1, most: 10 }, {
    topics: ["draw"],
    points: 16,
  });
  assert(advice.cost.value >= 1);
});

Deno.test("advise() refuses in one line what it cannot answer", async () => {
  const law = gaussian({ mean: Float64Array.of(0), covariance: 0.1 });
  assertThrows(() => adviceSubject({} as never), TypeError, "must have a law (an oracle) or data");
  await assertRejects(() => advise({ dimension: 2, points: new Float64Array(0) }), TypeError, "neither a law nor data");
  await assertRejects(() => advise(law, { evaluations: 0 }), RangeError, "evaluations must be");
  const { name, at } = linear();
  await assertRejects(() => advise(law, { schedule: { name, at } as never }), TypeError, "");
  await assertRejects(() => advise(law, { sampler: "DIM" }), RangeError, "sampler");
});

Deno.test("advise() on t_eps is near the best of a grid on walks and cases that it did not see", async () => {
  const ratios: number[] = [];
  for (let number = 0; number < 10; number++) ratios.push((await adviceCase(number)).ratio);
  assert(ratios.filter((ratio) => ratio <= 1.1).length >= 8, ratios.join());
});
