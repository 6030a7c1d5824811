import { cosine } from "../../lib/schedules/cosine.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { modNs } from "../../lib/schedules/mod_ns.ts";
import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "../assert.ts";
import { SCHEDULES } from "./cases.ts";

Deno.test("modNs() has a slope of exactly 0 at t = 0 and is the schedule from t̃ on", () => {
  for (const schedule of SCHEDULES) {
    const reshaped = modNs(schedule, 0.2), start = reshaped.at(0);
    assertEquals([start.alpha, start.sigma, start.dAlpha, reshaped.origin.alphaSlope], [1, 0, 0, 0]);
    for (const t of [0.2, 0.5, 1]) assertEquals(reshaped.at(t), schedule.at(t));
    const { logSnr } = schedule.at(0.6);
    assertEquals(reshaped.timeAt(logSnr), schedule.timeAt(logSnr));
  }
});

Deno.test("modNs() joins the schedule with two derivatives", () => {
  for (const schedule of SCHEDULES) {
    const before = modNs(schedule, 0.2).at(0.2 * (1 - 1e-9)), after = schedule.at(0.2);
    for (const key of ["alpha", "sigma", "dAlpha", "dSigma", "dLogSnr", "d2Alpha", "d2Sigma", "d2LogSnr"] as const) {
      assertAlmostEquals(before[key] / after[key], 1, 1e-6, `${schedule.name}: ${key}`);
    }
  }
});

Deno.test("modNs() has the derivatives of its levels, and inverts", () => {
  for (const schedule of SCHEDULES) {
    const reshaped = modNs(schedule, 0.2);
    for (const t of [1e-6, 1e-3, 0.05, 0.15]) {
      const h = 1e-5 * t, [low, middle, high] = [reshaped.at(t - h), reshaped.at(t), reshaped.at(t + h)];
      for (const [of, slope] of [["alpha", "dAlpha"], ["sigma", "dSigma"], ["logSnr", "dLogSnr"]] as const) {
        // α near 1 has no digits left for a difference: 1 − α = σ²/(1 + α) has.
        const value = (level: typeof low) => of === "alpha" ? -(level.sigma ** 2) / (1 + level.alpha) : level[of];
        assertAlmostEquals(
          (value(high) - value(low)) / (2 * h) / middle[slope],
          1,
          1e-6,
          `${schedule.name}: ${of} at ${t}`,
        );
      }
      for (const [of, slope] of [["dAlpha", "d2Alpha"], ["dLogSnr", "d2LogSnr"]] as const) {
        assertAlmostEquals((high[of] - low[of]) / (2 * h) / middle[slope], 1, 1e-5, `${schedule.name}: ${of} at ${t}`);
      }
      assertAlmostEquals(reshaped.timeAt(middle.logSnr) / t, 1, 1e-12);
    }
  }
});

Deno.test("modNs() makes dσ/dt finite at 0 where dα/dt was finite and not 0", () => {
  for (const schedule of [linear(), cosine()]) {
    const reshaped = modNs(schedule), slope = (t: number) => reshaped.at(t).dSigma;
    assertAlmostEquals(slope(1e-12) / slope(1e-9), 1, 1e-6);
    assertAlmostEquals(slope(0) / slope(1e-12), 1, 1e-6);
    assertLess(100, schedule.at(1e-12).dSigma / slope(1e-12));
    // B ≈ −2α′t, so that σ̃ ≈ √(3 · −2α′/t̃) t.
    assertAlmostEquals(slope(0) / Math.sqrt(-60 * schedule.origin.alphaSlope), 1, 1e-9);
  }
});

Deno.test("modNs() moves as the origin that it declares says", () => {
  for (const schedule of SCHEDULES) {
    const { origin, at } = modNs(schedule);
    if (origin.slowlyVarying) continue;
    const [near, far] = [at(1e-12).dSigma, at(1e-11).dSigma];
    // The cosine with s = 1e-6 shows its power only below t = s.
    assertAlmostEquals(Math.log10(far / near), origin.sigmaExponent, 1e-4, schedule.name);
  }
});

Deno.test("modNs() refuses a t̃ outside (0, 1]", () => {
  for (const until of [0, 1.5, NaN]) assertThrows(() => modNs(linear(), until), RangeError, "until must be in");
});
