import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import * as fc from "../property.ts";
import { defineSchedule, noiseLevel } from "../../lib/schedules/define.ts";
import { fromFormula } from "../../lib/schedules/from_formula.ts";
import type { NoiseLevel } from "../../lib/schedules/types.ts";
import { CASES, SCHEDULES } from "./cases.ts";

const time = fc.double({ min: 0, max: 1, noNaN: true });
const KEYS = ["alpha", "sigma", "logSnr", "dAlpha", "dSigma", "dLogSnr", "d2Alpha", "d2Sigma", "d2LogSnr"] as const;

function relative(actual: number, expected: number): number {
  return actual === expected ? 0 : Math.abs(actual - expected) / Math.abs(expected);
}

/** (4 c(h/2) − c(h))/3 on central differences c, in steps that shrink with t. */
function richardson(at: (t: number) => NoiseLevel, key: keyof NoiseLevel, t: number): number {
  const central = (h: number) => (at(t + h)[key] - at(t - h)[key]) / (2 * h);
  const h = 4e-3 * Math.min(t, 1 - t);
  return (4 * central(h / 2) - central(h)) / 3;
}

for (const { schedule, formula } of CASES) {
  Deno.test(`defineSchedule() makes ${schedule.name} lawful: α² + σ² = 1, λ falls, ends are data and noise`, () => {
    fc.assert(fc.property(time, time, (a, b) => {
      const [first, last] = [a, b].sort((x, y) => x - y).map((t) => schedule.at(t));
      assertAlmostEquals(first.alpha ** 2 + first.sigma ** 2, 1, 1e-15 * 4);
      assert(first.logSnr >= last.logSnr, `λ(${a}), λ(${b})`);
      assert(first.dAlpha <= 0 && first.dSigma >= -1e-18 && first.dLogSnr < 0);
      for (const key of KEYS) assert(!Number.isNaN(first[key]), `${key} at ${first.t}`);
    }));
    const { alpha, sigma, logSnr } = schedule.at(0);
    assertEquals([alpha, sigma, logSnr], [1, 0, Infinity]);
    assert(schedule.at(1).alpha < 0.07);
  });

  Deno.test(`defineSchedule() inverts ${schedule.name}`, () => {
    for (const t of [1e-12, 1e-8, 1e-3, 0.2, 0.5, 0.9, 0.99]) {
      assertAlmostEquals(schedule.timeAt(schedule.at(t).logSnr), t, 5e-13 * t / (1 - t), `t = ${t}`);
    }
    assertEquals([schedule.timeAt(Infinity), schedule.timeAt(schedule.at(1).logSnr)], [0, 1]);
  });

  Deno.test(`defineSchedule() derives ${schedule.name} without cancellation near 0 and 1`, () => {
    const exact = formula === undefined ? undefined : fromFormula(formula);
    for (const t of [1e-12, 1e-8, 1e-4, 0.05, 0.5, 0.95, 0.999]) {
      const level = schedule.at(t), reference = exact?.at(t);
      for (const key of KEYS) {
        if (reference === undefined) continue;
        // λ and λ″ pass through 0; near the noise end 1 − t is a difference itself.
        const scale = { logSnr: 1, d2LogSnr: reference.dLogSnr ** 2 }[key as string] ?? 0;
        const allowed = 2e-14 / (1 - t) * Math.max(scale, Math.abs(reference[key]));
        assertAlmostEquals(level[key], reference[key], allowed, `${key} at ${t}`);
      }
      if (reference === undefined) {
        for (const [key, of] of [["dSigma", "sigma"], ["d2Sigma", "dSigma"], ["dLogSnr", "logSnr"]] as const) {
          assert(relative(level[key], richardson(schedule.at, of, t)) < 1e-8, `${key} at ${t}`);
        }
        assertAlmostEquals(level.alpha * level.dAlpha, -level.sigma * level.dSigma, 1e-14 * level.dSigma);
      }
    }
  });

  Deno.test(`defineSchedule() of ${schedule.name} behaves at 0 as it declares`, () => {
    const { alphaSlope, sigmaExponent, slowlyVarying } = schedule.origin;
    // At t = 1e-12 a power law has settled; a slowly varying factor has not at any t that is a number.
    const t = slowlyVarying ? 1e-140 : 1e-12, { dAlpha, dSigma, d2Sigma } = schedule.at(t);
    // d ln σ′ / d ln t.
    assertAlmostEquals(t * d2Sigma / dSigma, sigmaExponent, slowlyVarying ? 0.07 : 1e-6);
    if (Number.isFinite(alphaSlope)) assertAlmostEquals(dAlpha, alphaSlope, 1e-8);
    else assert(dAlpha < -1e50);
    const named = ["trigonometric", "shifted cosine", "flow matching"].includes(schedule.name);
    assertEquals(alphaSlope === 0, named, "which schedules escape the theorem's condition");
  });
}

Deno.test("defineSchedule() refuses times outside [0, 1] and log-SNRs that are never reached", () => {
  for (const schedule of SCHEDULES) {
    for (const t of [-1e-9, 1 + 1e-9, NaN]) {
      assertThrows(
        () => schedule.at(t),
        RangeError,
        `evaluate the ${schedule.name} schedule: t must be in [0, 1], got ${t}`,
      );
    }
    assertThrows(() => schedule.timeAt(NaN), RangeError, "logSnr must be");
  }
  assertThrows(() => SCHEDULES[0].timeAt(-20), RangeError, "logSnr must be at least -10.04");
});

Deno.test("noiseLevel() gives the limits of λ at both ends", () => {
  const still = { dAlpha: 0, d2Alpha: 0, dSigma: 0, d2Sigma: 0 };
  assertEquals(noiseLevel(0, { ...still, alpha: 1, sigma: 0 }).logSnr, Infinity);
  assertEquals(noiseLevel(1, { ...still, alpha: 0, sigma: 1 }).dLogSnr, -Infinity);
});

Deno.test("defineSchedule() takes a schedule of the reader's own", () => {
  const own = defineSchedule({ ...SCHEDULES[0], name: "own", timeAt: undefined });
  assertAlmostEquals(own.timeAt(own.at(0.3).logSnr), 0.3, 1e-14);
});
