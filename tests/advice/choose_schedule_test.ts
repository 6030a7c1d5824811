import { walkSetting } from "../../lib/advice/advise.ts";
import { adviseSchedule, scheduleStops, settingSchedule } from "../../lib/advice/choose_schedule.ts";
import { gaussian } from "../../lib/oracle/gaussian.ts";
import { isotropicMixture } from "../../lib/oracle/isotropic_mixture.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "../assert.ts";

const schedule = linear(), m = 0.02;
const narrow = gaussian({ mean: Float64Array.of(0), covariance: m, name: "narrow" });

Deno.test("settingSchedule() lies between the ends of the walks, even in ln v on a Gaussian", async () => {
  const setting = walkSetting(narrow, { points: 16 }), { schedule: best } = await settingSchedule(setting);
  const v = (u: number) => 1 + u * (m - 1), u = (t: number) => best.at(t).alpha ** 2;
  assertAlmostEquals(best.at(0).logSnr, setting.path.at(setting.path.finest).logSnr, 1e-12);
  assertAlmostEquals(best.at(1).logSnr, setting.path.at(setting.from).logSnr, 1e-12);
  const whole = Math.log(v(u(1)) / v(u(0)));
  for (const t of [0.2, 0.5, 0.8]) assertAlmostEquals(Math.log(v(u(t)) / v(u(0))) / whole, t, 1e-4);
});

Deno.test("scheduleStops() fall from the walks' beginning to the finest time, one for each evaluation", async () => {
  for (const evaluations of [1, 2, 7]) {
    const setting = walkSetting(narrow, { points: 16, evaluations }),
      { schedule: best } = await settingSchedule(setting);
    const stops = scheduleStops(setting, best);
    assertEquals(stops.length, evaluations);
    assertEquals(stops[0], setting.from);
    if (evaluations > 1) assertEquals(stops.at(-1), setting.path.finest);
    assert(stops.every((time, i) => i === 0 || time < stops[i - 1]));
  }
});

Deno.test("adviseSchedule() has the excess of the walked schedule in closed form on a Gaussian", async () => {
  const setting = walkSetting(narrow, { points: 32, evaluations: 6 }),
    { asides, choice } = await adviseSchedule(setting, schedule);
  const [{ what, value }] = asides!;
  // ¼ ∫ (d ln v/dt)² dt over the unit interval, over (½ ln v₁/v₀)².
  const [t0, t1] = [setting.path.finest, setting.from], n = 20_000;
  const ln = (t: number) => Math.log(schedule.at(t).alpha ** 2 * m + schedule.at(t).sigma ** 2);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const h = (t1 - t0) / n, t = t0 + (i + 0.5) * h;
    sum += ((ln(t + h / 2) - ln(t - h / 2)) / h) ** 2 * (t1 - t0) * h / 4;
  }
  assertAlmostEquals(value.value / (sum / ((ln(t1) - ln(t0)) ** 2 / 4)), 1, 1e-3);
  assert(what.includes("linear") && choice.includes("linear has"), choice);
});

Deno.test("adviseSchedule() judges on walks that the choice did not see, and says nothing with one evaluation", async () => {
  const law = isotropicMixture({ dimension: 2, means: Float64Array.of(-1, 0, 1, 0.5), variance: 0.01 });
  const advice = await adviseSchedule(walkSetting(law, { points: 64, evaluations: 8 }), schedule);
  assert(/^(walk|keep)/.test(advice.choice) && advice.cost.low <= advice.cost.value);
  assert(advice.curves[0].band!.low.every((low, i) => low <= advice.curves[0].y[i]));
  const one = await adviseSchedule(walkSetting(law, { points: 16, evaluations: 1 }), schedule);
  assertAlmostEquals(one.cost.value, 1, 1e-12);
  assert(!one.distinguishable);
});

Deno.test("adviseSchedule() names a schedule without an inverse", async () => {
  const { name, at } = schedule, flat = { name, at } as never;
  await assertRejects(
    () => adviseSchedule(walkSetting(narrow, { points: 16 }), flat),
    TypeError,
    "the linear schedule has no inverse",
  );
});
