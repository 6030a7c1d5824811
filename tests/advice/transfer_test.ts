import { transferred, transferVelocity } from "../../lib/advice/transfer.ts";
import { isotropicMixture } from "../../lib/oracle/isotropic_mixture.ts";
import { Random } from "../../lib/numerics/random.ts";
import { drawExactSamples, oraclePredictor } from "../../lib/samplers/exact_samples.ts";
import { spacedLevels } from "../../lib/samplers/levels.ts";
import { ddim } from "../../lib/samplers/methods/ddim.ts";
import { schedulePath } from "../../lib/samplers/noise_path.ts";
import { cosine } from "../../lib/schedules/cosine.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { assert, assertAlmostEquals } from "../assert.ts";

const law = isotropicMixture({ dimension: 2, means: Float64Array.of(-1, 0, 1, 0.5), variance: 0.1 });
const own = schedulePath(linear()), other = schedulePath(cosine()), predict = oraclePredictor(law, own);
const count = 12, start = new Random(0, "transfer").normals(count * 2);

function furthest(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}

/** The flow between two log-SNRs by DDIM of many steps on the own path, extrapolated: DDIM errs by 1/n and then by 1/n². */
async function untransferred(from: number, to: number): Promise<Float64Array> {
  const walk = async (steps: number) => {
    const levels = spacedLevels(own, steps, {
      from: own.timeAt(from),
      to: own.timeAt(to),
      end: "stop",
      spacing: "logSnr",
    });
    return await drawExactSamples(ddim(levels), predict, { count, dimension: 2, start });
  };
  const [a, b, c] = [await walk(400), await walk(800), await walk(1600)];
  return c.map((value, i) => (8 * value - 6 * b[i] + a[i]) / 3);
}

Deno.test("transferred() predicts at the time of the same noise, and walks to the same samples with order 1", async () => {
  const from = -6, to = 6, exact = await untransferred(from, to), moved = transferred(predict, own, other);
  const errors: number[] = [];
  for (const steps of [64, 128, 256]) {
    const levels = spacedLevels(other, steps, { from: other.timeAt(from), to: other.timeAt(to), end: "stop" });
    errors.push(furthest(await drawExactSamples(ddim(levels), moved, { count, dimension: 2, start }), exact));
  }
  assertAlmostEquals(Math.log2(errors[0] / errors[1]), 1, 0.25);
  assertAlmostEquals(Math.log2(errors[1] / errors[2]), 1, 0.15);
});

Deno.test("transferVelocity() leads another interpolant to the samples of the untransferred walk: Euler of order 1, Heun of 2", async () => {
  // α† = 1 − t, σ† = t: not variance preserving, so that x is scaled by c on the way in and out.
  const b = transferVelocity(
    (x, time) => law.eps(x, own.levelAt(time)),
    own,
    (t) => ({ alpha: 1 - t, sigma: t, dAlpha: -1, dSigma: 1 }),
  );
  const [t0, t1] = [0.95, 0.05],
    lambda = (t: number) => 2 * Math.log((1 - t) / t),
    c = (t: number) => Math.hypot(1 - t, t);
  const exact = await untransferred(lambda(t0), lambda(t1));
  const walk = (steps: number, heun: boolean) => {
    let x = start.map((value) => value * c(t0));
    const h = (t1 - t0) / steps;
    for (let i = 0; i < steps; i++) {
      const t = t0 + i * h, first = b(x, t), euler = x.map((value, j) => value + h * first[j]);
      const second = heun ? b(euler, t + h) : first;
      x = x.map((value, j) => value + h * (first[j] + second[j]) / 2);
    }
    return furthest(x.map((value) => value / c(t1)), exact);
  };
  for (const [heun, order] of [[false, 1], [true, 2]] as const) {
    const errors = [100, 200, 400].map((steps) => walk(steps, heun));
    assertAlmostEquals(Math.log2(errors[1] / errors[2]), order, 0.2);
    assert(errors[2] < (heun ? 1e-3 : 0.05));
  }
});
