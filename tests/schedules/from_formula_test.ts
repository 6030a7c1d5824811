import { all, type BigNumber, create } from "mathjs";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
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

Deno.test("fromFormula() refuses what is no text, formula or name", () => {
  const untyped = fromFormula as unknown as (...args: unknown[]) => unknown;
  assertThrows(() => untyped(3), TypeError, "Cannot make a schedule of a formula: it must be text, got number");
  assertThrows(() => untyped("1 - t", { name: "mine" }), TypeError, "its name must be text, got");
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

Deno.test("fromFormula() takes what leaves 1 slower than any digit shows", () => {
  // 1 − α to leading orders, so that σ² = (1 − α)(1 + α) is known without any difference.
  const t4 = Math.PI / 2;
  const flat: [string, exponent: number, distance: (t: number) => number][] = [
    ["1 - t^4", 1, (t) => t ** 4],
    ["exp(-t^4)", 1, (t) => -Math.expm1(-(t ** 4))],
    ["cos(pi*t^2/2)", 1, (t) => 2 * Math.sin(t4 * t * t / 2) ** 2],
    ["1 - t^5", 1.5, (t) => t ** 5],
    ["1 - t^20", 9, (t) => t ** 20],
    ["cos(t)*exp(t^2/2)", 1, (t) => t ** 4 / 12 * (1 + 4 * t * t / 15)],
    ["1-3t^2+2t^3", 0, (t) => t * t * (3 - 2 * t)],
  ];
  for (const [formula, exponent, distance] of flat) {
    const schedule = fromFormula(formula);
    assertEquals([schedule.origin.alphaSlope, schedule.origin.sigmaExponent], [0, exponent], formula);
    for (const t of [1e-12, 1e-8, 1e-5, 1e-3]) {
      const left = distance(t), { alpha, sigma, logSnr, dSigma, dLogSnr } = schedule.at(t);
      const expected = Math.sqrt(left * (2 - left));
      assertAlmostEquals(sigma, expected, 1e-12 * expected, `${formula} at ${t}`);
      assertAlmostEquals(logSnr, Math.log((1 - left) ** 2 / (left * (2 - left))), 1e-12 * Math.abs(logSnr));
      assertAlmostEquals(alpha, 1 - left, 2e-16);
      // σ ~ t^(p + 1) as far as its corrections go.
      assertAlmostEquals(t * dSigma / sigma, exponent + 1, t + 1e-12, `${formula} at ${t}`);
      assertAlmostEquals(t * dLogSnr, -2 * (exponent + 1), 4 * t + 1e-12);
    }
    assertAlmostEquals(schedule.timeAt(schedule.at(1e-6).logSnr), 1e-6, 1e-17);
  }
});

Deno.test("fromFormula() agrees with 300 digits to 1e-12", () => {
  const math = create(all, { number: "BigNumber", precision: 300 });
  for (
    const formula of ["1 - t^4", "cos(pi*t^2/2)", "exp(-t^4)", "1 - t^5", "exp(-t^.1)", "(1 - t)/sqrt((1 - t)^2 + t^2)"]
  ) {
    const schedule = fromFormula(formula), alpha = math.parse(formula).compile();
    for (const t of [1e-16, 1e-12, 1e-8, 1e-3, 0.2, 0.9]) {
      const at = (h: number) => {
        const a = alpha.evaluate({ t: math.bignumber(t).mul(math.bignumber(h).mul("1e-60").add(1)) }) as BigNumber;
        const variance = a.mul(a).neg().add(1);
        return { sigma: variance.sqrt(), logSnr: a.mul(a).div(variance).ln() };
      };
      const [here, before, after] = [at(0), at(-1), at(1)],
        level = schedule.at(t),
        step = math.bignumber(t).mul("2e-60");
      for (const [key, slope] of [["sigma", "dSigma"], ["logSnr", "dLogSnr"]] as const) {
        const value = here[key].toNumber(), speed = after[key].sub(before[key]).div(step).toNumber();
        assertAlmostEquals(level[key], value, 1e-12 * Math.abs(value), `${key} of ${formula} at ${t}`);
        assertAlmostEquals(level[slope], speed, 1e-12 * Math.abs(speed), `${slope} of ${formula} at ${t}`);
      }
    }
  }
});

Deno.test("fromFormula() measures exponents that no float64 time shows", () => {
  for (const [formula, exponent] of [["exp(-t^.1)", -0.95], ["1-t^.01", -0.995], ["1 - t^1.25", -0.375]] as const) {
    assertEquals(fromFormula(formula).origin.sigmaExponent, exponent, formula);
  }
  assertEquals(fromFormula("1 - t^.01").origin.alphaSlope, -Infinity);
  // Two powers almost alike: near the right one, and it is said that no single power rules.
  const { sigmaExponent, slowlyVarying } = fromFormula("1 - t/2 - t^1.01/2").origin;
  assertAlmostEquals(sigmaExponent, -0.5, 1e-3);
  assertEquals(slowlyVarying, true);
});

Deno.test("fromFormula() refuses a rise anywhere, saying where", () => {
  const rises: [formula: string, from: number, to: number][] = [
    ["1-0.9t-0.001*sin(2000*pi*t)", 0, 1],
    ["1-0.9t+0.02*exp(-((t-0.505)/0.002)^2)", 0.5, 0.51],
    ["1-0.9t+0.0002*exp(-((t-0.505123)/0.00000002)^2)", 0.50512, 0.50513],
    ["1-t+0.5*t*exp(-((t-1e-5)/1e-6)^2)", 8e-6, 1e-5],
    ["1 - t^2 + 2t^3 - 1.05t^4", 0.5, 0.9],
  ];
  for (const [formula, from, to] of rises) {
    const error = assertThrows(() => fromFormula(formula), RangeError, "alpha must decrease, got");
    const at = Number(error.message.match(/at t = ([\d.e-]+\d)/)?.[1]);
    assert(at > from && at < to, error.message);
  }
  // The derivatives of hyperbolic functions are each other.
  assertAlmostEquals(fromFormula("1 - tanh(t)").at(0.9).dAlpha, -1 / Math.cosh(0.9) ** 2, 1e-15);
  assertAlmostEquals(fromFormula("2 - cosh(t)").at(0.9).dAlpha, -Math.sinh(0.9), 1e-15);
  // Flat at one point only is falling.
  for (const formula of ["1/2 - 4(t-1/2)^3", "(1+cos(pi*t))/2", "(1-t^2)^20", "exp(-t/(1-t))"]) fromFormula(formula);
});

Deno.test("fromFormula() says how it reads a formula", () => {
  assertEquals(fromFormula("exp(-19.9/2 t^2)").formula, "exp(((-19.9) / 2) * (t ^ 2))");
  assertEquals(fromFormula("cos(pi t/2)").formula, "cos((pi * t) / 2)");
  for (const formula of ["pi/2 t", "cos(pi/2 t)", "exp(-pi/4 t^2)", "1 - 1/2/3 t"]) {
    assertThrows(() => fromFormula(formula), SyntaxError, "is read as ");
  }
  assertThrows(() => fromFormula("cos(pi/2 t)"), SyntaxError, "is read as pi / (2 * t); write (pi/2)*t or pi/(2*t)");
  assertThrows(() => fromFormula("1 - 2t"), RangeError, "(read as 1 - (2 * t))");
  assertEquals(fromFormula("cos(π·t÷2)").formula, fromFormula("cos(pi*t/2)").formula);
  assertEquals(fromFormula("1 − t").formula, "1 - t");
  assertEquals(fromFormula("square(1-t)").at(0.5).alpha, 0.25);
  assertThrows(() => fromFormula("t(1-t)"), SyntaxError, "write t*(…)");
  assertThrows(() => fromFormula("|1-t|"), SyntaxError, "has a corner");
  for (const name of ["abs", "min", "max"]) assertThrows(() => fromFormula(`${name}(1-t, 1)`), SyntaxError, "corners");
});

Deno.test("fromFormula() bounds a formula before it computes with it", () => {
  const nested = (n: number) => Array(n).fill(0).reduce((inner) => `sin(${inner})`, "t");
  const refused: [string, typeof RangeError | typeof SyntaxError, string][] = [
    ["cosh(1e6)", RangeError, "must be a number of at most 1e15"],
    ["1 - 9^9^9^9*t", RangeError, "must be a number of at most 1e15"],
    [`1 - ${nested(60)}`, SyntaxError, "nested more than 40 deep"],
    [`1 - ${nested(20)}`, SyntaxError, "it is too large"],
    ["1" + " - t/30000".repeat(4000), SyntaxError, "40001 characters"],
    ["(".repeat(20_000) + "t" + ")".repeat(20_000), SyntaxError, "40001 characters"],
    ["-".repeat(900) + "t", SyntaxError, "signs in a row"],
    ["2" + "^2".repeat(300), SyntaxError, "powers"],
    ["1 - t*tan(pi)^2", RangeError, "alpha must decrease, got 1 at t = 1"],
    ["1 - t + 1e-9*sin(1e9*t)", RangeError, "cannot be told whether alpha falls near t ="],
  ];
  for (const [formula, kind, message] of refused) assertThrows(() => fromFormula(formula), kind, message);
});

Deno.test("fromFormula() refuses what is not a formula of t", () => {
  for (
    const text of ["t +", "x", "a = 3", "t > 0", "[1, 2]", "erf(t)", "import(1)", "f(t) = t", '"t"', "t; t", "2 cm"]
  ) {
    assertThrows(() => fromFormula(text), SyntaxError, "Cannot make a schedule of");
  }
  assertThrows(() => fromFormula("1 - x"), SyntaxError, 'no symbol "x", there is t, pi, tau, e');
});

Deno.test("fromFormula() gives a formula's levels again, also to whom comes later, and lets nobody change them", () => {
  const [one, other] = [fromFormula("cos(pi t / 2)"), fromFormula("cos(pi * t / 2)", "another name")];
  for (const t of [1e-9, 0.01, 0.5, 1]) {
    assertEquals(other.at(t), one.at(t));
    assertEquals(one.at(t), one.at(t));
  }
  assertThrows(() => Object.assign(one.at(0.01), { alpha: 0 }), TypeError);
});
