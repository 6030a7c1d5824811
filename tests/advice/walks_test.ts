import { adviceSubject } from "../../lib/advice/subject.ts";
import {
  beginnings,
  exactFlow,
  finestTime,
  hasLowerStep,
  stepsWithin,
  walk,
  walkLevels,
  type WalkSetting,
  walkStates,
} from "../../lib/advice/walks.ts";
import { gaussian } from "../../lib/oracle/gaussian.ts";
import { gridPath, schedulePath } from "../../lib/samplers/noise_path.ts";
import { samplerEntry } from "../../lib/samplers/methods/entry.ts";
import { samplerNamed } from "../../lib/samplers/methods/registry.ts";
import { ddpmLinearGrid } from "../../lib/schedules/grid.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "../assert.ts";

const m = 0.2, schedule = linear(), path = schedulePath(schedule);
const v = ({ alpha, sigma }: { alpha: number; sigma: number }) => alpha * alpha * m + sigma * sigma;

function setting(changes: Partial<WalkSetting> = {}): WalkSetting {
  const subject = adviceSubject(gaussian({ mean: Float64Array.of(0), covariance: m }));
  const sampler = samplerNamed("DDIM");
  return { subject, path, sampler, evaluations: 5, spacing: "logSnr", from: 1, points: 8, seed: 4, ...changes };
}

/** What DDIM's step multiplies x by on N(0, m): ε* = σ x/v. */
const factor = (a: { alpha: number; sigma: number }, b: { alpha: number; sigma: number }) =>
  b.alpha / a.alpha + (b.sigma - a.sigma * b.alpha / a.alpha) * a.sigma / v(a);

Deno.test("stepsWithin() spends no more than the budget, and counts a step to the data as one evaluation", () => {
  for (const name of ["DDIM", "EDM Heun"]) {
    const sampler = samplerNamed(name), each = sampler.evaluationsPerStep;
    for (let evaluations = each; evaluations < 20; evaluations++) {
      const [stop, data] = (["stop", "data"] as const).map((end) =>
        stepsWithin(setting({ sampler, evaluations }), end)
      );
      assert(stop * each <= evaluations && (stop + 1) * each > evaluations);
      assert((data - 1) * each + 1 <= evaluations && data * each + 1 > evaluations);
      const levels = walkLevels(setting({ sampler, evaluations }), { to: 1e-3, end: "data" });
      assert(sampler.make(levels, { path }).evaluations <= evaluations);
    }
  }
  assertThrows(() => stepsWithin(setting({ evaluations: 0 }), "data"), RangeError, "evaluations must be");
});

Deno.test("walkLevels() begin at the setting's time and end where the choice says", () => {
  const stop = walkLevels(setting(), { to: 0.02, end: "stop" }),
    data = walkLevels(setting(), { to: 0.02, end: "data" });
  assertEquals([stop.length, data.length], [6, 6]);
  assertEquals([stop[0].time, stop[5].time, data[4].time, data[5].sigma], [1, 0.02, 0.02, 0]);
  const own = walkLevels(setting(), { to: 0.1, end: "data", times: [1, 0.5, 0.1] });
  assertEquals(own.map(({ time }) => time), [1, 0.5, 0.1, 0]);
});

Deno.test("walk() is DDIM's product of factors on a Gaussian, and walkStates() ends where it does", async () => {
  const start = beginnings(setting()),
    choice = { to: 0.02, end: "data" } as const,
    levels = walkLevels(setting(), choice);
  const product = levels.slice(1).reduce((all, level, i) => all * factor(levels[i], level), 1);
  const ends = await walk(setting(), choice, start), { states } = await walkStates(setting(), choice, start);
  ends.forEach((end, i) => {
    assertAlmostEquals(end / start[i], product, 1e-12);
    assertAlmostEquals(states.at(-1)![i], end, 0);
    assertAlmostEquals(states[0][i], start[i], 0);
  });
});

Deno.test("walk() lowers the order of the last step between noise levels alone", async () => {
  const sampler = samplerNamed("DPM-Solver++ 2M"), start = beginnings(setting());
  for (const end of ["stop", "data"] as const) {
    const here = setting({ sampler }), choice = { to: 0.02, end }, levels = walkLevels(here, choice);
    const last = end === "data" ? levels.slice(-3) : levels.slice(-2);
    const before = await walk(here, {
      ...choice,
      times: levels.slice(0, levels.length - last.length + 1).map(({ time }) => time),
      end: "stop",
    }, start);
    const lowered = last.slice(1).reduce((all, level, i) => all * factor(last[i], level), 1);
    const ends = await walk(here, { ...choice, lower: true }, start), whole = await walk(here, choice, start);
    ends.forEach((value, i) => assertAlmostEquals(value, lowered * before[i], 1e-12));
    assert(Math.abs(ends[0] - whole[0]) > 1e-6 * Math.abs(whole[0]), "the order is another");
  }
});

Deno.test("hasLowerStep() says why there is none", () => {
  const stop = { to: 0.02, end: "stop" } as const, data = { to: 0.02, end: "data" } as const;
  const of = (name: string, evaluations = 8) => setting({ sampler: samplerNamed(name), evaluations });
  assertEquals(hasLowerStep(of("DPM-Solver++ 2M"), stop), true);
  assertEquals(hasLowerStep(of("DPM-Solver++ 2M"), data), true);
  assertEquals(hasLowerStep(of("SDE-DPM-Solver++ 2M"), data), true);
  assert(String(hasLowerStep(of("DDIM"), data)).includes("order 1 already"));
  assert(String(hasLowerStep(of("DPM-Solver++ 2M", 1), data)).includes("no step between noise levels"));
  assert(String(hasLowerStep(of("EDM Heun, churn"), data)).includes("nothing is told"));
});

Deno.test("exactFlow() is √(v/v₁) x on a Gaussian, at its times and at the data", async () => {
  const start = beginnings(setting()), times = [0.5, 0.05, 1e-3];
  const states = await exactFlow(setting(), start, times);
  [...times.map((time) => v(schedule.at(time))), m].forEach((end, k) =>
    start.forEach((x, i) => assertAlmostEquals(states[k][i] / (x * Math.sqrt(end / v(schedule.at(1)))), 1, 1e-5))
  );
});

Deno.test("finestTime() is that of σ = 1e-4 of a schedule, and a grid's first step", () => {
  assertAlmostEquals(schedule.at(finestTime(path)).sigma / schedule.at(finestTime(path)).alpha, 1e-4, 1e-12);
  assertEquals(finestTime(gridPath(ddpmLinearGrid())), 0);
});

Deno.test("walk() says which sampler cannot stop early", async () => {
  const sampler = samplerEntry("stubborn", 1, false, 1, (levels) => {
    if (levels.at(-1)!.sigma > 0) throw new RangeError("Cannot plan: the last level must be the data");
    return samplerNamed("DDIM").make(levels);
  });
  const stubborn = setting({ sampler }), start = beginnings(stubborn);
  await assertRejects(() => walk(stubborn, { to: 0.1, end: "stop" }, start), RangeError, "stubborn cannot stop early");
  assertEquals((await walk(stubborn, { to: 0.1, end: "data" }, start)).length, 8);
});
