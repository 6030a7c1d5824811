import { mean, variance } from "../../lib/numerics/stats.ts";
import { gridPath, schedulePath } from "../../lib/samplers/noise_path.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { makeTimes, type TimesConfig } from "../../lib/objectives/times.ts";
import { assert, assertAlmostEquals, assertEquals, assertLess, assertThrows } from "../assert.ts";
import { grid } from "../training/fixtures.ts";

const paths = [gridPath(grid), schedulePath(linear())];
const CONFIGS: readonly TimesConfig[] = [
  { kind: "uniform" },
  { kind: "stratified" },
  { kind: "log-normal", mean: -1.2, deviation: 1.2 },
  { kind: "importance", intervals: 10, history: 3 },
];
/** A loss that is largest near 0, as a function of the share of the path. */
const lossAt = (u: number) => 0.05 + Math.exp(-8 * u);

/** Draws many batches and gives everything that was drawn. */
function drawn(config: TimesConfig, path = paths[0], batches = 200, batch = 50) {
  const sampler = makeTimes(config, { path, seed: 3, batch, every: 1 }),
    span = path.steps ?? 1,
    times: number[] = [],
    shares: number[] = [];
  for (let step = 0; step < batches; step++) {
    const one = sampler.draw(step);
    times.push(...one.times);
    shares.push(...one.shares ?? new Float64Array(batch).fill(1));
    sampler.observe?.(step, one.times, one.times.map((time) => lossAt(time / span)));
  }
  return { times, shares, estimates: times.map((time, i) => shares[i] * lossAt(time / span)) };
}

Deno.test("makeTimes() is a pure function of the seed, the step and the state, within the path", () => {
  for (const path of paths) {
    for (const config of CONFIGS) {
      const purpose = { path, seed: 3, batch: 8, every: 5 };
      const [one, other] = [makeTimes(config, purpose), makeTimes(config, purpose)];
      const another = makeTimes(config, { ...purpose, seed: 4 });
      for (let step = 0; step < 40; step++) {
        const { times } = one.draw(step);
        assert(times.every((t) => t >= path.finest && t <= path.noisiest && (path.steps ? Number.isInteger(t) : true)));
        one.observe?.(step, times, times.map((t) => 1 + t));
      }
      other.state?.set(one.state!);
      assertEquals(other.draw(57), one.draw(57));
      assert(one.draw(57).times.join() !== one.draw(58).times.join());
      assert(one.draw(57).times.join() !== another.draw(57).times.join());
    }
  }
});

Deno.test("makeTimes() leaves the mean loss that of uniform times, but for the log-normal", () => {
  for (const path of paths) {
    const span = path.steps ?? 1, points = path.steps ?? 100_000;
    const at = (i: number) => path.steps ? i : path.finest + (i + 0.5) / points * (1 - path.finest);
    const exact = mean(Array.from({ length: points }, (_, i) => lossAt(at(i) / span)));
    for (const config of CONFIGS.filter(({ kind }) => kind !== "log-normal")) {
      const { estimates } = drawn(config, path), error = Math.sqrt(variance(estimates) / estimates.length);
      assertAlmostEquals(mean(estimates), exact, 4 * error, `${config.kind} on the ${path.name}`);
    }
  }
});

Deno.test("makeTimes() by strata spreads every batch: one time in each B-th of the path", () => {
  const sampler = makeTimes({ kind: "stratified" }, { path: paths[1], seed: 1, batch: 16, every: 1 });
  for (let step = 0; step < 20; step++) {
    const { times } = sampler.draw(step);
    const strata = times.map((t) => Math.floor((t - 1e-3) / (1 - 1e-3) * 16));
    assertEquals([...strata].sort((a, b) => a - b), Array.from({ length: 16 }, (_, i) => i));
  }
});

Deno.test("makeTimes() by importance and by strata scatter the mean loss less than uniform times", () => {
  const scatter = (config: TimesConfig) => {
    // After what importance needs to learn.
    const { estimates } = drawn(config), rest = estimates.slice(2500);
    return variance(Array.from({ length: 150 }, (_, i) => mean(rest.slice(50 * i, 50 * i + 50))));
  };
  const uniform = scatter({ kind: "uniform" });
  assertLess(scatter({ kind: "importance", intervals: 20, history: 10 }), 0.25 * uniform);
  assertLess(scatter({ kind: "stratified" }), 0.05 * uniform);
});

Deno.test("makeTimes() by importance draws an interval by the root mean square of its newest losses", () => {
  const purpose = { path: paths[1], seed: 5, batch: 20_000, every: 1 };
  const sampler = makeTimes({ kind: "importance", intervals: 2, history: 2 }, purpose);
  // Old losses of 100 are forgotten; the newest have root mean squares 1 and 3.
  const ends = Float64Array.from({ length: 20_000 }, (_, b) => b % 2 === 0 ? 0.1 : 0.9);
  sampler.observe!(0, ends, ends.map((t, b) => b < 10_000 ? 100 : t < 0.5 ? 1 : 3));
  const { times, shares } = sampler.draw(0);
  const late = times.map((t) => t > 0.5005 ? 1 : 0), p = 0.001 / 2 + 0.999 * 0.75;
  assertAlmostEquals(mean(late), p, 4 * Math.sqrt(p * (1 - p) / 20_000));
  times.forEach((t, b) => assertAlmostEquals(shares![b], 1 / (2 * (t > 0.5005 ? p : 1 - p)), 1e-12));
});

Deno.test("makeTimes() draws uniform times until every interval has a full history", () => {
  const purpose = { path: paths[0], seed: 3, batch: 30, every: 1 };
  const uniform = makeTimes({ kind: "uniform" }, purpose).draw(2);
  const { times, shares } = makeTimes(CONFIGS[3], purpose).draw(2);
  assertEquals(times, uniform.times);
  assert(shares!.every((share) => Math.abs(share - 1) < 1e-12));
});

Deno.test("makeTimes() draws ln(σ/α) from the normal distribution, cut to the path", () => {
  const path = schedulePath(linear()), config = { kind: "log-normal", mean: -1.2, deviation: 0.5 } as const;
  const { times } = drawn(config, path), logs = times.map((t) => -path.at(t).logSnr / 2);
  assertAlmostEquals(mean(logs), -1.2, 4 * 0.5 / 100);
  assertAlmostEquals(Math.sqrt(variance(logs)), 0.5, 0.02);
  assertThrows(
    () => makeTimes({ ...config, mean: 1e4 }, { path, seed: 1, batch: 1, every: 1 }),
    RangeError,
    "the log-normal's share on the linear",
  );
});

Deno.test("makeTimes() by importance counts losses from a report on, however early they are observed", () => {
  const purpose = { path: paths[1], seed: 5, batch: 6, every: 3 },
    config = { kind: "importance", intervals: 2, history: 1 };
  const sampler = makeTimes(config as TimesConfig, purpose), before = sampler.draw(7);
  const times = Float64Array.of(0.1, 0.9, 0.1, 0.9, 0.1, 0.9), losses = [1, 9, 1, 9, 1, 9];
  for (let step = 0; step < 2; step++) sampler.observe!(step, times, losses);
  assertEquals(sampler.draw(7), before);
  sampler.observe!(2, times, losses);
  assert(sampler.draw(7).times.join() !== before.times.join());
});
