import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { Random } from "../../lib/numerics/random.ts";
import {
  empiricalSet,
  gaussian,
  isotropicMixture,
  type Motion,
  type Oracle,
  type Quantity,
  subspaceGaussian,
} from "../../lib/oracle/mod.ts";
import { cosine } from "../../lib/schedules/cosine.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { trigonometric } from "../../lib/schedules/trigonometric.ts";
import type { MovingLevel, Schedule } from "../../lib/schedules/types.ts";
import { SCHEDULES as ALL_SCHEDULES } from "../schedules/cases.ts";
import { CASES, type OracleCase } from "./cases.ts";
import { forwardMode } from "./forward_mode.ts";

const QUANTITIES: readonly Quantity[] = ["score", "eps", "x0", "v"];
const TIMES = [1e-8, 1e-5, 0.01, 0.3, 0.8, 0.999];
const SCHEDULES: readonly Schedule[] = [linear(), cosine(), trigonometric()];

const random = new Random(11, "oracle test");

/** The points of q_t, one point between the modes and one far out. */
function points(oracle: Oracle, level: MovingLevel): Float64Array {
  const d = oracle.dimension;
  return Float64Array.of(
    ...oracle.sample(4, level, random),
    ...new Float64Array(d).fill(0.3),
    ...random.normals(d).map((z) => 30 * z),
  );
}

/** Largest relative error of a row, in its own norm; weights below 3e-33 are left out, so nothing below 1e-20 counts. */
function worst(oracle: Oracle, actual: Float64Array, expected: Float64Array): number {
  const d = oracle.dimension;
  let worst = 0;
  for (let at = 0; at < actual.length; at += d) {
    let error = 0, norm = 0;
    for (let i = at; i < at + d; i++) {
      error = Math.max(error, Math.abs(actual[i] - expected[i]));
      norm = Math.max(norm, Math.abs(expected[i]));
    }
    worst = Math.max(worst, error / Math.max(norm, 1e-20));
  }
  return worst;
}

function plain(
  { oracle, components }: OracleCase,
  quantity: Quantity,
  x: Float64Array,
  level: MovingLevel,
  motion?: Motion,
) {
  const d = oracle.dimension;
  return Array.from({ length: x.length / d }, (_, row) => {
    const dx = motion?.dx?.slice(row * d, row * d + d);
    return forwardMode(components, quantity, x.slice(row * d, row * d + d), level, motion && { ...motion, dx });
  });
}

/** Compares values or derivatives of all quantities, and of the log-density, with forward mode. */
function agrees(tested: OracleCase, motionAt: (x: Float64Array, level: MovingLevel) => Motion | undefined): void {
  const { oracle } = tested;
  for (const schedule of SCHEDULES) {
    for (const t of TIMES) {
      const level = schedule.at(t), x = points(oracle, level), motion = motionAt(x, level);
      for (const quantity of QUANTITIES) {
        const rows = plain(tested, quantity, x, level, motion);
        const part = motion === undefined ? "value" : "tangent";
        const { value, logDensity } = oracle.evaluate(quantity, x, level, motion);
        const error = worst(oracle, value, Float64Array.from(rows.flatMap((r) => r.value.map((v) => v[part]))));
        assert(error <= 1e-10, `${oracle.name}, ${schedule.name}, t = ${t}, ${quantity}: ${error}`);
        rows.forEach((r, i) => {
          const expected = r.logDensity[part];
          assertAlmostEquals(
            logDensity[i],
            expected,
            1e-10 * Math.abs(expected) + 1e-12,
            `${oracle.name} ${schedule.name} ${t}`,
          );
        });
      }
    }
  }
}

for (const tested of CASES) {
  const { oracle } = tested;
  Deno.test(`Oracle.evaluate() of ${oracle.name} is what the definition says`, () => {
    agrees(tested, () => undefined);
  });

  Deno.test(`Oracle time derivatives of ${oracle.name} agree with forward mode to 1e-10`, () => {
    agrees(tested, (_, { dAlpha, dSigma }) => ({ dAlpha, dSigma }));
  });

  Deno.test(`Oracle.jvp() of ${oracle.name} agrees with forward mode to 1e-10`, () => {
    agrees(tested, (x) => ({ dAlpha: 0, dSigma: 0, dx: random.normals(x.length) }));
  });

  Deno.test(`Oracle derivatives of ${oracle.name} along a curve agree with forward mode to 1e-10`, () => {
    agrees(tested, (x, { dAlpha, dSigma }) => ({ dAlpha, dSigma, dx: random.normals(x.length) }));
  });
}

Deno.test("Oracle time derivatives agree with Richardson differences to 1e-6 on every schedule", () => {
  for (const { oracle } of CASES) {
    for (const schedule of ALL_SCHEDULES) {
      for (const t of [1e-8, 1e-4, 0.2, 0.9]) {
        const level = schedule.at(t), x = oracle.sample(2, level, random);
        // ε and v move most; the others' differences at t = 1e-8 are lost in rounding, not in the formula.
        for (const quantity of ["eps", "v"] as const) {
          const at = (h: number) => oracle.evaluate(quantity, x, schedule.at(t + h)).value;
          const h = 5e-3 * Math.min(t, 1 - t), steps = [h, h / 2, h / 4].map((s) => [at(s), at(-s), s] as const);
          const [a, b, c] = steps.map(([f, g, s]) => f.map((value, i) => (value - g[i]) / (2 * s)));
          const expected = a.map((_, i) => (64 * c[i] - 20 * b[i] + a[i]) / 45);
          const error = worst(oracle, oracle.evaluate(quantity, x, level, level).value, expected);
          assert(error < 1e-6, `${oracle.name}, ${schedule.name}, ${quantity} at t = ${t}: ${error}`);
        }
      }
    }
  }
});

Deno.test("Oracle.pathDerivative() is the difference along a path", () => {
  for (const { oracle } of CASES) {
    const schedule = linear(), t = 0.3, pair = oracle.samplePath(3, schedule.at(t), random);
    const along = (t: number) => {
      const { alpha, sigma } = schedule.at(t);
      return oracle.eps(pair.x0.map((value, i) => alpha * value + sigma * pair.eps[i]), schedule.at(t));
    };
    const h = 1e-4, ahead = along(t + h), behind = along(t - h);
    const expected = ahead.map((value, i) => (value - behind[i]) / (2 * h));
    assert(worst(oracle, oracle.pathDerivative("eps", pair, schedule.at(t)), expected) < 1e-4, oracle.name);
  }
});

Deno.test("Oracle.samplePath() keeps data and noise across levels", () => {
  for (const { oracle } of CASES) {
    const a = oracle.samplePath(3, linear().at(0.1), new Random(1, "s"));
    const b = oracle.samplePath(3, linear().at(0.9), new Random(1, "s"));
    assertEquals([a.x0, a.eps], [b.x0, b.eps]);
    assertEquals(oracle.sample(3, linear().at(0.1), new Random(1, "s")), a.x);
  }
});

Deno.test("Oracle methods give the parts of evaluate()", () => {
  const { oracle } = CASES[1], level = linear().at(0.2), x = random.normals(4);
  const named = { score: oracle.score, eps: oracle.eps, x0: oracle.x0, v: oracle.v };
  const moved = { score: oracle.dScore, eps: oracle.dEps, x0: oracle.dX0, v: oracle.dV };
  for (const quantity of QUANTITIES) {
    assertEquals(named[quantity].call(oracle, x, level), oracle.evaluate(quantity, x, level).value);
    assertEquals(moved[quantity].call(oracle, x, level), oracle.evaluate(quantity, x, level, level).value);
  }
  assertEquals(oracle.logDensity(x, level), oracle.evaluate("eps", x, level).logDensity);
  assertEquals(oracle.dLogDensity(x, level), oracle.evaluate("eps", x, level, level).logDensity);
});

Deno.test("Oracle refuses bad batches and levels by name", () => {
  const level = linear().at(0.1);
  for (const { oracle } of CASES) {
    const d = oracle.dimension, x = new Float64Array(d);
    assertThrows(() => oracle.eps(x.map(() => NaN), level), RangeError, `Cannot evaluate ${oracle.name}: x[0] must be`);
    assertThrows(() => oracle.eps(new Float64Array(d + 1), level), TypeError, `x must hold rows of dimension ${d}`);
    assertThrows(() => oracle.eps(x, { alpha: 1.1, sigma: 0 }), RangeError, "alpha must be in [0, 1], got 1.1");
    assertThrows(() => oracle.eps(x, { alpha: 1, sigma: NaN }), RangeError, "sigma must be in [0, 1], got NaN");
    assertThrows(() => oracle.dEps(x, { ...level, dSigma: Infinity }), RangeError, "dSigma must be");
    assertThrows(() => oracle.jvp("eps", x, level, new Float64Array(d + 1)), TypeError, "the tangent must have length");
    assertThrows(() => oracle.sample(-1, level, random), RangeError, "n must be at least 0, got -1");
    assertEquals(oracle.eps(new Float64Array(0), level).length, 0);
  }
});

Deno.test("oracles refuse means, variances and points beyond the range in which all they say is finite", () => {
  const one = (value: number) => Float64Array.of(value), name = "far";
  const refused: [() => unknown, string][] = [
    [() => empiricalSet({ dimension: 1, points: one(1e101), name }), "Cannot make far: means[0] must be in"],
    [() => empiricalSet({ dimension: 1, points: Uint8Array.of(1), scale: 1e300, name }), "means[0] must be in"],
    [() => empiricalSet({ dimension: 1, points: Uint8Array.of(1), shift: NaN, name }), "shift must be a finite number"],
    [() => isotropicMixture({ dimension: 1, means: one(0), variance: 1e101, name }), "variance[0] must be in"],
    [() => isotropicMixture({ dimension: 1, means: one(0), variance: 1e-101, name }), "variance[0] must be in"],
    [() => isotropicMixture({ dimension: 1, means: one(0), variance: -1, name }), "variance[0] must be at least 0"],
    [() => gaussian({ mean: one(-1e150), name }), "means[0] must be in"],
    [() => gaussian({ mean: one(0), covariance: 1e150, name }), "covariance must be in"],
    [() => gaussian({ mean: one(0), covariance: one(1e-150), name }), "an eigenvalue of covariances[0] must be in"],
    [() => subspaceGaussian({ dimension: 2, basis: Float64Array.of(1, 0), variance: 1e150, name }), "variance[0]"],
    [() => empiricalSet({ dimension: 1, points: one(0), name }).eps(one(1e101), linear().at(0.5)), "x[0] must be in"],
    // Within all bounds, but σ² underflows.
    [
      () => empiricalSet({ dimension: 1, points: one(0), name }).score(one(1), { alpha: 1, sigma: 1e-170 }),
      "is beyond the range of float64 at sigma = 1e-170",
    ],
  ];
  for (const [make, message] of refused) assertThrows(make, RangeError, message);
  const widest = [
    isotropicMixture({ dimension: 1, means: Float64Array.of(1e100, -1e100), variance: [1e-100, 1e100] }),
    empiricalSet({ dimension: 1, points: Float64Array.of(1e100, -1e100) }),
    gaussian({ mean: one(1e100), covariance: 1e100 }),
  ];
  for (const oracle of widest) {
    for (const t of [1e-8, 0.3, 1]) {
      const level = trigonometric().at(t);
      for (const quantity of QUANTITIES) {
        for (const x of [one(1e100), one(0), one(-1e100)]) {
          const { value, logDensity } = oracle.evaluate(quantity, x, level);
          assert(Number.isFinite(value[0]) && Number.isFinite(logDensity[0]));
        }
      }
    }
  }
});
