import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { Random } from "../../lib/numerics/random.ts";
import type { Motion, Oracle, Quantity } from "../../lib/oracle/mod.ts";
import { cosine, linear, type MovingLevel, type Schedule, trigonometric } from "../../lib/schedules/mod.ts";
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
