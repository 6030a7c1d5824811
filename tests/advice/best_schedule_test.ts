import { gaussian } from "../../lib/oracle/gaussian.ts";
import { isotropicMixture } from "../../lib/oracle/isotropic_mixture.ts";
import { Random } from "../../lib/numerics/random.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { cosine } from "../../lib/schedules/cosine.ts";
import type { Schedule } from "../../lib/schedules/types.ts";
import { bestSchedule } from "../../lib/advice/best_schedule.ts";
import { assert, assertAlmostEquals, assertRejects } from "../assert.ts";

// The variance of α x0 + σ ε for x0 ~ N(0, m) with u = α² is v = 1 + u (m − 1). The flow on a Gaussian is
// x_t = √(v_t/v_0) x_0, so b = ½ (ln v)′ x and A = ¼ ∫ (ln v)′² dt, least where ln v is linear in t: u as here.
const closedForm = (m: number, [u0, u1]: [number, number], t: number) => {
  const v = (u: number) => 1 + u * (m - 1);
  return (v(u0) ** (1 - t) * v(u1) ** t - 1) / (m - 1);
};

Deno.test("bestSchedule() is the closed form on Gaussians to 1e-8", async () => {
  for (const m of [1e-4, 0.01, 0.5, 2, 9, 400]) {
    const law = gaussian({ mean: Float64Array.of(0.3), covariance: m });
    const { schedule, least } = await bestSchedule(law, { finest: 12, noisiest: -9, points: 2 });
    const ends: [number, number] = [1 / (1 + Math.exp(-12)), 1 / (1 + Math.exp(9))];
    for (const t of [0, 0.01, 0.1, 0.37, 0.5, 0.9, 0.999, 1]) {
      assertAlmostEquals(schedule.at(t).alpha ** 2, closedForm(m, ends, t), 1e-8);
      assertAlmostEquals(schedule.timeAt(schedule.at(t).logSnr), t, 1e-8);
    }
    const log = (u: number) => Math.log1p(u * (m - 1));
    assertAlmostEquals(least / ((log(ends[0]) - log(ends[1])) ** 2 / 4), 1, 1e-8);
  }
});

Deno.test("bestSchedule() is the paper's schedule on Gaussians between data and noise to 1e-8", async () => {
  // α² = (m^{1−t} − 1)/(m − 1): ends so far out that what is left of them is below the tolerance.
  for (const m of [0.04, 25]) {
    const law = gaussian({ mean: Float64Array.of(0), covariance: m });
    const { schedule } = await bestSchedule(law, { finest: 40, noisiest: -40, points: 2 });
    for (const t of [0.1, 0.25, 0.5, 0.75, 0.9]) {
      assertAlmostEquals(schedule.at(t).alpha ** 2, (m ** (1 - t) - 1) / (m - 1), 1e-8);
    }
  }
});

Deno.test("bestSchedule() follows the direction that stretches most, also where that changes", async () => {
  // v_i = 1 + u (m_i − 1): |d ln v_i/du| is larger for 9 up to u = 1/(1 − m) − 1/8 … and for 0.1 beyond.
  const [wide, narrow] = [8, -0.9],
    law = gaussian({ mean: new Float64Array(2), covariance: Float64Array.of(9, 0, 0, 0.1) });
  const { schedule, least } = await bestSchedule(law, { finest: 8, noisiest: -8, points: 2 });
  const [u0, u1] = [1 / (1 + Math.exp(-8)), 1 / (1 + Math.exp(8))];
  // 8/(1 + 8u) = 0.9/(1 − 0.9u) at the switch.
  const u = (wide + narrow) / (-2 * wide * narrow);
  const part = (k: number, a: number, b: number) => Math.abs(Math.log((1 + k * b) / (1 + k * a)));
  const [fine, coarse] = [part(narrow, u, u0) / 2, part(wide, u1, u) / 2];
  assertAlmostEquals(Math.sqrt(least), fine + coarse, 1e-6);
  assertAlmostEquals(schedule.at(fine / (fine + coarse)).alpha ** 2, u, 1e-6);
});

/** What a walk with knots at given λ costs where λ is linear in t between them: Σ Δλ ∫ g² dλ/Δt, of ∫ g² from below. */
function walkCost(until: (logSnr: number) => number, knots: readonly number[]): number {
  let sum = 0;
  for (let i = 1; i < knots.length; i++) sum += (knots[i] - knots[i - 1]) * (until(knots[i]) - until(knots[i - 1]));
  return sum * (knots.length - 1);
}

/** Solves with a symmetric tridiagonal matrix by Thomas's elimination; undefined where it is not positive. */
function solve(diagonal: readonly number[], beside: readonly number[], right: readonly number[]): number[] | undefined {
  const d = diagonal.slice(), s = right.slice(), n = s.length;
  for (let i = 1; i < n; i++) {
    const factor = beside[i - 1] / d[i - 1];
    d[i] -= factor * beside[i - 1];
    s[i] -= factor * s[i - 1];
  }
  if (!d.every((value) => value > 0)) return undefined;
  for (let i = n - 1; i >= 0; i--) s[i] = (s[i] - (i + 1 < n ? beside[i] * s[i + 1] : 0)) / d[i];
  return s;
}

/** The knots of the least cost, by Newton's steps from half as many knots, each as long as it lowers the cost. */
function minimise(until: (logSnr: number) => number, from: number, to: number, count: number): number[] {
  const half = count % 2 === 0 ? minimise(until, from, to, count / 2) : [from, to];
  let knots = Array.from({ length: count + 1 }, (_, i) => {
    const at = i / count * (half.length - 1), j = Math.min(Math.floor(at), half.length - 2);
    return half[j] + (at - j) * (half[j + 1] - half[j]);
  });
  const h = 1e-3;
  for (let round = 0, last = walkCost(until, knots); round < 3000; round++) {
    const slopes = knots.map((x) => (until(x + h) - until(x - h)) / (2 * h)), at = knots.map(until);
    const gradient = slopes.slice(1, -1).map((g, j) =>
      count * ((2 * knots[j + 1] - knots[j] - knots[j + 2]) * g + 2 * at[j + 1] - at[j] - at[j + 2])
    );
    // Newton's matrix where it is positive, else that of frozen slopes.
    const bend = (i: number) => (until(knots[i] + h) - 2 * at[i] + until(knots[i] - h)) / (h * h);
    const newton = gradient.map((_, j) =>
      count * (4 * slopes[j + 1] + (2 * knots[j + 1] - knots[j] - knots[j + 2]) * bend(j + 1))
    );
    const beside = gradient.map((_, j) => -count * (slopes[j + 1] + slopes[j + 2]));
    const frozen = gradient.map((_, j) => count * (slopes[j] + 2 * slopes[j + 1] + slopes[j + 2]));
    const s = solve(newton, beside, gradient) ?? solve(frozen, beside, gradient)!;
    let step = 1, next = knots, cost = last;
    for (; step > 1e-6; step /= 2) {
      next = knots.map((knot, i) => i > 0 && i < count ? knot - step * s[i - 1] : knot);
      if (next.every((knot, i) => i === 0 || knot < next[i - 1]) && (cost = walkCost(until, next)) < last) break;
    }
    if (step <= 1e-6 || last - cost < 1e-15 * last) return knots;
    [knots, last] = [next, cost];
  }
  return knots;
}

for (
  const law of [
    isotropicMixture({
      dimension: 1,
      means: Float64Array.of(-1, 0.2, 1.5),
      variance: [0.02, 0.1, 0.05],
      name: "three",
    }),
    isotropicMixture({
      dimension: 1,
      means: Float64Array.of(-0.6, 0.9),
      variance: 0.04,
      weights: [0.3, 0.7],
      name: "two",
    }),
  ]
) {
  Deno.test(`bestSchedule() is what direct minimisation finds on a mixture of ${law.name}, to 1e-4`, async () => {
    const points = 12,
      seed = 3,
      { schedule, least } = await bestSchedule(law, { finest: 6, noisiest: -1, points, seed });
    // ∇b = ½(σ² + σ² (log q)″) by differences of the score, at the same points; at 4,001 places.
    const table = Array.from({ length: 4001 }, (_, i) => {
      const logSnr = -1 + i * 7 / 4000;
      const alpha = 1 / Math.sqrt(1 + Math.exp(-logSnr)),
        sigma = 1 / Math.sqrt(1 + Math.exp(logSnr)),
        level = { alpha, sigma };
      const { x } = law.samplePath(points, level, new Random(seed, "flow slope")), h = 1e-5 * sigma;
      const up = law.score(x.map((value) => value + h), level), down = law.score(x.map((value) => value - h), level);
      return up.reduce((sum, value, i) => sum + (sigma ** 2 / 2 * (1 + (value - down[i]) / (2 * h))) ** 2, 0) / points;
    });
    // ∫ g² by the trapezoidal rule, and within a cell of the line through its ends.
    const width = 7 / 4000, sums = [0];
    for (let i = 1; i <= 4000; i++) sums.push(sums[i - 1] + width * (table[i - 1] + table[i]) / 2);
    const until = (logSnr: number): number => {
      const at = (logSnr + 1) / width, i = Math.min(Math.max(Math.floor(at), 0), 3999), u = at - i;
      return sums[i] + width * u * (table[i] + u * (table[i + 1] - table[i]) / 2);
    };
    // Linear pieces cost O(1/count²) too much; Richardson's extrapolation takes that away.
    const coarse = minimise(until, 6, -1, 320), fine = minimise(until, 6, -1, 640);
    for (let i = 0; i <= 320; i += 16) {
      const extrapolated = (4 * fine[2 * i] - coarse[i]) / 3;
      assertAlmostEquals(schedule.at(i / 320).alpha ** 2, 1 / (1 + Math.exp(-extrapolated)), 1e-4);
    }
    assertAlmostEquals((4 * walkCost(until, fine) - walkCost(until, coarse)) / 3 / least, 1, 1e-4);
  });
}

Deno.test("bestSchedule().excess() is the ratio of averaged squared slopes, 1 for itself", async () => {
  const m = 0.01, law = gaussian({ mean: Float64Array.of(0), covariance: m }), ends = { finest: 9, noisiest: -7 };
  const best = await bestSchedule(law, { ...ends, points: 2 });
  assertAlmostEquals(best.excess(best.schedule).value, 1, 1e-8);
  for (const schedule of [cosine(), linear()]) {
    // ¼ ∫ (ln v)′² dt by the midpoint rule in t over the part between the ends, rescaled to length 1.
    const [t0, t1] = [schedule.timeAt(9), schedule.timeAt(-7)], n = 20_000;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const { alpha, sigma, dAlpha, dSigma } = schedule.at(t0 + (i + 0.5) * (t1 - t0) / n);
      sum += ((alpha * dAlpha * m + sigma * dSigma) / (alpha * alpha * m + sigma * sigma)) ** 2 * (t1 - t0) ** 2 / n;
    }
    assertAlmostEquals(best.excess(schedule).value / (sum / best.least), 1, 1e-4);
    assert(best.excess(schedule).value > 1);
  }
});

Deno.test("bestSchedule() refuses what it cannot answer", async () => {
  const law = gaussian({ mean: Float64Array.of(0) });
  await assertRejects(() => bestSchedule(law), RangeError, "every schedule is as good");
  const other = gaussian({ mean: Float64Array.of(0), covariance: 2 });
  await assertRejects(() => bestSchedule(other, { finest: 1, noisiest: 2 }), RangeError, "noisiest");
  await assertRejects(() => bestSchedule({} as never), TypeError, "must have a law (an oracle) or data");
  const { excess } = await bestSchedule(other, { points: 2 });
  const { name, at } = linear(), flat = { name, at } as unknown as Schedule;
  let message = "";
  try {
    excess(flat);
  } catch (error) {
    message = (error as Error).message;
  }
  assert(message.includes("the linear schedule has no inverse"), message);
});
