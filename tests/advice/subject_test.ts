import { adviceSubject, logSnrMotion } from "../../lib/advice/subject.ts";
import { levelOfLogSnr } from "../../lib/advice/flow_slope.ts";
import { isotropicMixture } from "../../lib/oracle/isotropic_mixture.ts";
import { schedulePath } from "../../lib/samplers/noise_path.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";

const path = schedulePath(linear());

Deno.test("adviceSubject() asks a law for its predictions, Jacobians and slopes in the log-SNR", async () => {
  const law = isotropicMixture({ dimension: 2, means: Float64Array.of(-1, 0, 1, 0.5), variance: 0.1, name: "two" });
  const subject = adviceSubject(law),
    x = Float64Array.of(0.3, -0.2, 0.9, 0.4),
    tangent = Float64Array.of(1, 2, -1, 0.5);
  assertEquals([subject.name, subject.kind, subject.dimension, subject.law], ["two", "law", 2, law]);
  const level = levelOfLogSnr(1.3), h = 1e-5;
  assertEquals(await subject.eps(x, level), law.eps(x, level));
  const moved = await subject.jacobian(x, level, tangent);
  const [up, down] = [1, -1].map((side) => law.eps(x.map((value, i) => value + side * h * tangent[i]), level));
  moved.forEach((value, i) => assertAlmostEquals(value, (up[i] - down[i]) / (2 * h), 1e-8));
  const slope = await subject.slope(x, level, path);
  const [fine, coarse] = [law.eps(x, levelOfLogSnr(1.3 + h)), law.eps(x, levelOfLogSnr(1.3 - h))];
  slope.forEach((value, i) => assertAlmostEquals(value, (fine[i] - coarse[i]) / (2 * h), 1e-8));
});

Deno.test("logSnrMotion() is how α and σ move with λ", () => {
  for (const logSnr of [-4, 0, 7]) {
    const h = 1e-5, [a, b] = [levelOfLogSnr(logSnr - h), levelOfLogSnr(logSnr + h)];
    const { dAlpha, dSigma } = logSnrMotion(levelOfLogSnr(logSnr));
    assertAlmostEquals(dAlpha, (b.alpha - a.alpha) / (2 * h), 1e-9);
    assertAlmostEquals(dSigma, (b.sigma - a.sigma) / (2 * h), 1e-9);
  }
});

Deno.test("adviceSubject() takes points as their law: scaled, shifted, and evenly where there are too many", () => {
  const points = Uint8Array.from({ length: 20 }, (_, i) => 10 * i), level = { alpha: 1, sigma: 1e-3 };
  const whole = adviceSubject({ dimension: 2, points, scale: 0.01, shift: -1, name: "bytes" });
  assertEquals([whole.kind, whole.name], ["points", "bytes"]);
  // Very near the data the nearest point is all: 60 and 70 are −0.4 and −0.3.
  const near = whole.law.x0(Float64Array.of(-0.4001, -0.3001), level);
  near.forEach((value, i) => assertAlmostEquals(value, [-0.4, -0.3][i], 1e-12));
  const few = adviceSubject({ dimension: 2, points, most: 5 });
  assertEquals(few.name, "5 of 10 of points");
  // Rows 0, 2, 4, 6 and 8.
  assertAlmostEquals(few.law.x0(Float64Array.of(79, 91), { alpha: 1, sigma: 0.1 })[0], 80, 1e-12);
  assertAlmostEquals(few.law.x0(Float64Array.of(62, 72), { alpha: 1, sigma: 0.1 })[0], 80, 1e-12);
});

Deno.test("adviceSubject() hands a subject on as it is", () => {
  const subject = adviceSubject({ dimension: 1, points: Float64Array.of(0, 1) });
  assert(adviceSubject(subject) === subject);
});

Deno.test("adviceSubject() names in one line what is neither a law nor data", () => {
  for (const wrong of [undefined, null, 3, "law", {}, { points: new Float64Array(2) }, { dimension: 2 }]) {
    assertThrows(() => adviceSubject(wrong as never), TypeError, "the subject must have a law (an oracle) or data");
  }
  assertThrows(() => adviceSubject({ dimension: 2, points: new Float64Array(0) }), TypeError, "neither a law nor data");
  assertThrows(() => adviceSubject({ dimension: 2, points: new Float64Array(3) }), TypeError, "points");
  assertThrows(() => adviceSubject({ dimension: 0, points: new Float64Array(3) }), RangeError, "dimension must be");
  assertThrows(() => adviceSubject({ dimension: 1, points: new Float64Array(3), most: 0 }), RangeError, "most must be");
});
