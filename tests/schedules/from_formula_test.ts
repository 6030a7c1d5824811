import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { fromFormula } from "../../lib/schedules/from_formula.ts";
import { linear } from "../../lib/schedules/linear.ts";

Deno.test("fromFormula() measures the behaviour at 0", () => {
  assertEquals(fromFormula("cos(pi*t/2)").origin, { alphaSlope: 0, sigmaExponent: 0 });
  const { alphaSlope, sigmaExponent } = fromFormula("sqrt(1 - t)").origin;
  assertAlmostEquals(alphaSlope, -0.5, 1e-14);
  assertEquals(sigmaExponent, -0.5);
  assertEquals(fromFormula("1 - t^(1/2)").origin, { alphaSlope: -Infinity, sigmaExponent: -0.75 });
  assertEquals(fromFormula("1 - t^3").origin, { alphaSlope: 0, sigmaExponent: 0.5 });
});

Deno.test("fromFormula() is seamless between its two arithmetics", () => {
  const schedule = fromFormula("exp(-0.05t - 4.975t^2)"), closed = linear();
  // α passes 0.85 at t = 0.176 and 1e-3 never.
  for (const t of [1e-15, 0.1, 0.17, 0.18, 0.3, 1]) {
    for (const key of ["sigma", "d2Sigma", "d2LogSnr"] as const) {
      assertAlmostEquals(schedule.at(t)[key], closed.at(t)[key], 1e-13 * Math.abs(closed.at(t)[key]), `${key} at ${t}`);
    }
  }
});

Deno.test("fromFormula() names and typesets its formula", () => {
  const schedule = fromFormula("sqrt(1 - t)");
  assertEquals(schedule.name, "sqrt(1 - t)");
  assertEquals(schedule.tex, String.raw`\alpha_t = \sqrt{1-\mathrm{t}}`);
  assertEquals(fromFormula("1 - t", "straight").name, "straight");
  const end = schedule.at(1);
  assertEquals([end.alpha, end.sigma, Number.isFinite(end.dSigma)], [0, 1, true]);
});

Deno.test("fromFormula() refuses what is not a decreasing α from 1", () => {
  assertThrows(() => fromFormula("t"), RangeError, 'Cannot make a schedule of "t": alpha must be 1 at t = 0, got 0');
  assertThrows(() => fromFormula("1 + t"), RangeError, "alpha must decrease, got");
  assertThrows(() => fromFormula("1 - 2t"), RangeError, "alpha must be at least 0, got -0.02 at t = 0.51");
  assertThrows(() => fromFormula("sqrt(1 - 2t)"), RangeError, "alpha must be a finite number at t = 0.51");
  assertThrows(() => fromFormula("1 + sin(200t) / 100 - t"), RangeError, "alpha must decrease");
});

Deno.test("fromFormula() refuses what is not a formula of t", () => {
  for (
    const text of ["t +", "x", "a = 3", "t > 0", "[1, 2]", "erf(t)", "import(1)", "f(t) = t", '"t"', "t; t", "2 cm"]
  ) {
    assertThrows(() => fromFormula(text), SyntaxError, "Cannot make a schedule of");
  }
  assertThrows(() => fromFormula("1 - x"), SyntaxError, 'no symbol "x", there is t, pi, tau, e');
});
