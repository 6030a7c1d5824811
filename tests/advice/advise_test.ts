import { adviceLines, adviceTable, advise } from "../../lib/advice/advise.ts";
import { adviceSubject } from "../../lib/advice/subject.ts";
import { empiricalSet } from "../../lib/oracle/empirical_set.ts";
import { gaussian } from "../../lib/oracle/gaussian.ts";
import { samplerEntry } from "../../lib/samplers/methods/entry.ts";
import { samplerNamed } from "../../lib/samplers/methods/registry.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { assert, assertEquals, assertRejects, assertThrows } from "../assert.ts";
import { checkAdvice } from "./check_advice.ts";
import { developmentCase, judgeCase } from "./cases.ts";

Deno.test("advise() gives every advice with its cost, its curve and for what it holds", async () => {
  const law = empiricalSet({ dimension: 2, points: Float64Array.of(0, 1, 1, 0, -1, -1), name: "three points" });
  const advice = await advise(law, { points: 24, evaluations: 6, sampler: "DPM-Solver++ 2M" });
  assertEquals(advice.map(({ topic }) => topic), ["stop", "draw", "tell", "share", "schedule"]);
  checkAdvice(advice, "three points", "linear schedule", "DPM-Solver++ 2M, 6 evaluations");
  const { rows, columns } = adviceTable(advice), text = adviceLines(advice);
  assert(rows.every((row) => row.length === columns.length));
  for (const { choice, holds, unsaid } of advice) {
    for (const part of [choice, `holds for ${holds}`, `says nothing of ${unsaid}`]) assert(text.includes(part), part);
  }
});

Deno.test("advise() says nothing where nothing is at stake: N(0, I) has no schedule that is better", async () => {
  const [advice] = await advise(gaussian({ mean: Float64Array.of(0) }), { topics: ["schedule"] });
  assert(!advice.distinguishable && advice.choice.startsWith("any"));
});

Deno.test("advise() takes points as their empirical law, at most as many as it is told", async () => {
  const points = Uint8Array.from({ length: 300 }, (_, i) => (i * 37) % 256);
  const subject = adviceSubject({ dimension: 3, points, scale: 1 / 127.5, shift: -1, most: 10, name: "bytes" });
  assertEquals(subject.name, "10 of 100 of bytes");
  const advice = await advise({ dimension: 3, points, scale: 1 / 127.5, shift: -1, most: 10, name: "bytes" }, {
    points: 16,
    evaluations: 4,
    sampler: "EDM Heun",
  });
  checkAdvice(advice, "10 of 100 of bytes", "linear schedule", "EDM Heun, 4 evaluations");
});

Deno.test("advise() refuses in one line what it cannot answer", async () => {
  const law = gaussian({ mean: Float64Array.of(0), covariance: 0.1 });
  assertThrows(() => adviceSubject({} as never), TypeError, "must have a law (an oracle) or data");
  await assertRejects(() => advise({ dimension: 2, points: new Float64Array(0) }), TypeError, "neither a law nor data");
  await assertRejects(() => advise(law, { evaluations: 0 }), RangeError, "evaluations must be");
  const { name, at } = linear();
  await assertRejects(
    () => advise(law, { schedule: { name, at } as never }),
    TypeError,
    "linear schedule has no inverse",
  );
  await assertRejects(() => advise(law, { sampler: "DIM" }), RangeError, 'no sampler "DIM"');
  await assertRejects(() => advise(law, { points: 4 }), RangeError, "points must be");
  await assertRejects(() => advise(undefined as never), TypeError, "must have a law (an oracle) or data");
  const stubborn = samplerEntry("stubborn", 1, false, 1, (levels) => {
    if (levels.at(-1)!.sigma > 0) throw new RangeError("Cannot plan: the last level must be the data");
    return samplerNamed("DDIM").make(levels);
  });
  await assertRejects(() => advise(law, { sampler: stubborn }), RangeError, "stubborn cannot stop early");
});

Deno.test("advise() on t_eps is near the best of a grid on walks and cases that it did not see", async () => {
  const ratios: number[] = [];
  for (let number = 0; number < 10; number++) ratios.push((await judgeCase(developmentCase(number))).ratio);
  assert(ratios.filter((ratio) => ratio <= 1.1).length >= 8, ratios.join());
});
