import { findStop } from "../../lib/advice/find_stop.ts";
import { adviseStop } from "../../lib/advice/stop.ts";
import { adviceSubject } from "../../lib/advice/subject.ts";
import { RESOLUTION } from "../../lib/advice/compare.ts";
import { beginnings, walkLevels, type WalkSetting } from "../../lib/advice/walks.ts";
import { mean } from "../../lib/numerics/stats.ts";
import { gaussian } from "../../lib/oracle/gaussian.ts";
import { schedulePath } from "../../lib/samplers/noise_path.ts";
import { samplerEntry } from "../../lib/samplers/methods/entry.ts";
import { samplerNamed, samplers } from "../../lib/samplers/methods/registry.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "../assert.ts";

const schedule = linear(), path = schedulePath(schedule);

function setting(variance: number, evaluations: number, sampler = samplerNamed("DDIM")): WalkSetting {
  const subject = adviceSubject(gaussian({ mean: Float64Array.of(0), covariance: variance }));
  return { subject, path, sampler, evaluations, spacing: "logSnr", from: 1, points: 16, seed: 1 };
}

/**
 * The distance of DDIM from N(0, m) by hand. ε* = σ x/v with v = α² m + σ², so a step multiplies x by
 * α′/α + (σ′ − σ α′/α) σ/v, the exact flow from 1 to 0 by √(m/v₁), and W₁ of two centred Gaussians is the difference of
 * their deviations, times E|z|: √v₁ |Π − √(m/v₁)|. Levels are even in λ between α² = 1/(1 + e^−λ) of the ends.
 */
function distanceByHand(m: number, logSnr: number, evaluations: number, end: "stop" | "data"): number {
  const level = (lambda: number) => [1 / Math.sqrt(1 + Math.exp(-lambda)), 1 / Math.sqrt(1 + Math.exp(lambda))];
  const first = schedule.at(1).logSnr, steps = end === "stop" ? evaluations : evaluations - 1;
  const levels = Array.from({ length: steps + 1 }, (_, i) => level(first + i * (logSnr - first) / steps));
  if (end === "data") levels.push([1, 0]);
  const v = ([alpha, sigma]: number[]) => alpha * alpha * m + sigma * sigma;
  let factor = 1;
  for (let i = 1; i < levels.length; i++) {
    const [a, s] = levels[i - 1], [b, r] = levels[i];
    factor *= b / a + (r - s * b / a) * s / v(levels[i - 1]);
  }
  return Math.sqrt(v(levels[0])) * Math.abs(factor - Math.sqrt(m / v(levels[0])));
}

Deno.test("findStop() finds the t_eps of a Gaussian that a derivation by hand gives, to 5 %", async () => {
  for (const [m, evaluations] of [[0.25, 6], [0.04, 10], [0.5, 4], [0.01, 20]]) {
    let best = { distance: Infinity, logSnr: 0, end: "" };
    for (const end of ["stop", "data"] as const) {
      for (let logSnr = 0; logSnr <= 2 * Math.log(1e4); logSnr += 1e-3) {
        const distance = distanceByHand(m, logSnr, evaluations, end);
        if (distance < best.distance) best = { distance, logSnr, end };
      }
    }
    const found = await findStop(setting(m, evaluations));
    assert(
      found.best.end === best.end,
      `${m} ${evaluations}: ${found.best.end} ${found.best.error} ${best.end} ${best.distance} ${best.logSnr}`,
    );
    assertAlmostEquals(found.best.to / schedule.timeAt(best.logSnr), 1, 0.05);
  }
});

Deno.test("findStop() measures W₁ on Gaussians: its errors are those by hand times the sample's own deviation", async () => {
  const { stops, denoised } = await findStop(setting(0.25, 6));
  const ratios = [...stops, ...denoised].map(({ to, end, error }) =>
    error / distanceByHand(0.25, schedule.at(to).logSnr, 6, end)
  );
  for (const ratio of ratios) assertAlmostEquals(ratio / ratios[0], 1, 1e-3);
});

Deno.test("adviseStop() says what the usual end costs, with bands on its curves", async () => {
  const advice = await adviseStop(setting(0.25, 6));
  assert(advice.cost.value > 1 && advice.distinguishable);
  assertEquals(advice.curves.map(({ label }) => label), ["stop at t_eps", "then a step to the data", "stopping alone"]);
  for (const { y, band } of advice.curves) {
    assert(y.every((value, i) => band!.low[i] <= value && value <= band!.high[i]));
  }
  const [{ what, value }] = advice.asides!;
  assert(what === "t_eps" && value.low <= value.value && value.value <= value.high);
  assert(advice.choice.includes("every step is of order 1 already"), advice.choice);
});

Deno.test("adviseStop() says of every sampler of higher order what a lower one at the end changes", async () => {
  for (const sampler of samplers.filter(({ stochastic, order }) => !stochastic && order > 1)) {
    const { asides, choice } = await adviseStop(setting(0.3, 8, sampler)), lower = asides!.at(-1)!;
    assert(lower.what === "distance with a last step of order 1", sampler.name);
    assert(lower.value.low <= lower.value.value && lower.value.value <= lower.value.high);
    assert(choice.includes("order 1") && lower.distinguishable !== choice.includes("not distinguishable"), choice);
  }
});

Deno.test("adviseStop() finds what a last step of order 1 changes on a Gaussian, by hand", async () => {
  // y = x/α moves by y′ = r y/(m + r²) in r = σ/α; the exact flow multiplies it by √(m/(m + r₁²)) on the way to the data.
  const m = 0.3, here = setting(m, 8, samplerNamed("EDM Heun")), { asides, choice } = await adviseStop(here);
  const { best } = await findStop(here), levels = walkLevels(here, best).map(({ alpha, sigma }) => sigma / alpha);
  const slope = (r: number) => r / (m + r * r);
  const euler = (a: number, b: number) => 1 + (b - a) * slope(a);
  const heun = (a: number, b: number) => 1 + (b - a) * (slope(a) + slope(b) * euler(a, b)) / 2;
  const last = best.end === "data" ? levels.length - 3 : levels.length - 2;
  const alphaEnd = best.end === "data" ? 1 : walkLevels(here, best).at(-1)!.alpha,
    exact = Math.sqrt(m / (m + levels[0] ** 2));
  const off = (lower: boolean) => {
    let product = alphaEnd;
    for (let i = 1; i < levels.length; i++) {
      product *= (levels[i] === 0 || lower && i - 1 === last ? euler : heun)(levels[i - 1], levels[i]);
    }
    return Math.abs(product - exact);
  };
  // Walks judge that begin at other points than those that the choice was made on; what is below the resolution is one.
  const start = mean(beginnings({ ...here, seed: here.seed + 1 }).map(Math.abs)) / schedule.at(1).alpha;
  const ratio = (off(true) * start + RESOLUTION) / (off(false) * start + RESOLUTION);
  assertAlmostEquals(asides!.at(-1)!.value.value / ratio, 1, 1e-3, choice);
});

Deno.test("adviseStop() compares stochastic walks with data", async () => {
  const advice = await adviseStop({ ...setting(0.25, 6, samplerNamed("DDPM")), points: 64 });
  assert(advice.cost.value > 0.5 && advice.cost.low <= advice.cost.value);
});

Deno.test("adviseStop() refuses a budget of nothing and a sampler that cannot stop early", async () => {
  await assertRejects(() => adviseStop(setting(0.25, 0)), RangeError, "evaluations must be");
  const usual = samplerNamed("DDIM");
  const stubborn = samplerEntry("stubborn", 1, false, 1, (levels) => {
    if (levels.at(-1)!.sigma > 0) throw new RangeError("Cannot plan: the last level must be the data");
    return usual.make(levels);
  });
  await assertRejects(() => adviseStop(setting(0.25, 5, stubborn)), RangeError, "stubborn cannot stop early");
});
