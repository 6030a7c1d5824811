import * as fc from "../../property.ts";
import { kernelOf, nodeOf, phis, signalKernel, weightsOf } from "../../../lib/samplers/methods/exponential.ts";
import { schedulePath } from "../../../lib/samplers/noise_path.ts";
import { linear } from "../../../lib/schedules/linear.ts";
import { assert, assertAlmostEquals, assertEquals } from "../../assert.ts";

const path = schedulePath(linear()), s = path.at(0.5), t = path.at(0.3);

/** ∫₀¹ f by Gauss & Legendre's rule on 200 intervals, five points each. */
function integral(f: (u: number) => number): number {
  const nodes = [0, 0.5384693101056831, -0.5384693101056831, 0.906179845938664, -0.906179845938664];
  const weights = [
    0.5688888888888889,
    0.47862867049936647,
    0.47862867049936647,
    0.23692688505618908,
    0.23692688505618908,
  ];
  let sum = 0;
  for (let i = 0; i < 200; i++) {
    nodes.forEach((node, k) => sum += weights[k] / 400 * f((i + (1 + node) / 2) / 200));
  }
  return sum;
}

Deno.test("phis() gives the integrals they stand for, near 0 and far from it", () => {
  for (const z of [-40, -3, -1, -0.999, -1e-3, 0, 1e-9, 0.5, 1, 2, 9]) {
    phis(z, 4).forEach((phi, i) => {
      const factorial = [1, 1, 2, 6][i];
      const wanted = integral((u) => Math.exp((1 - u) * z) * u ** i / factorial);
      assertAlmostEquals(phi / wanted, 1, 1e-12, `φ_${i + 1}(${z})`);
    });
  }
});

Deno.test("kernelOf() integrates the ODE and the SDE exactly where the prediction is constant", () => {
  // With ε̂ constant, x − σ ε̂ keeps its direction: x_t = α_t/α_s (x − σ_s ε̂) + σ_t ε̂; with x̂0 constant likewise.
  const noise = kernelOf(s, t, "noise", false), data = kernelOf(s, t, "data", false);
  assertAlmostEquals(noise.kept * s.sigma + noise.moments(1)[0], t.sigma, 1e-15);
  assertAlmostEquals(data.kept * s.alpha + data.moments(1)[0], t.alpha, 1e-15);
  // One point: x_s = α_s x0 + σ_s z goes to the law of x_t, mean α_t x0 and variance σ_t², whatever is integrated.
  const point = kernelOf(s, t, "data", true);
  assertAlmostEquals(point.kept * s.alpha + point.moments(1)[0], t.alpha, 1e-15);
  assertAlmostEquals((point.kept * s.sigma) ** 2 + point.deviation ** 2, t.sigma ** 2, 1e-15);
});

Deno.test("kernelOf() gives moments that are its kernel's", () => {
  const h = (t.logSnr - s.logSnr) / 2;
  const kernels = {
    noise: [
      (u: number) => -t.sigma * h * Math.exp(h * (1 - u)),
      (u: number) => -2 * t.sigma * h * Math.exp(h * (1 - u)),
    ],
    data: [
      (u: number) => t.alpha * h * Math.exp(-h * (1 - u)),
      (u: number) => 2 * t.alpha * h * Math.exp(-2 * h * (1 - u)),
    ],
  };
  for (const prediction of ["noise", "data"] as const) {
    kernels[prediction].forEach((k, stochastic) => {
      const kernel = kernelOf(s, t, prediction, stochastic === 1);
      kernel.moments(3).forEach((moment, i) => assertAlmostEquals(moment, integral((u) => k(u) * u ** i), 1e-13));
    });
  }
});

Deno.test("signalKernel() integrates the same equations in α/σ, from pure noise too", () => {
  const noise = { time: 1, alpha: 0, sigma: 1, logSnr: -Infinity, dLogSnr: -Infinity };
  for (const from of [s, noise]) {
    const r = (level: { alpha: number; sigma: number }) => level.alpha / level.sigma, length = r(t) - r(from);
    const ode = signalKernel(from, t, false), sde = signalKernel(from, t, true);
    assertEquals([ode.node(from), ode.node(t), ode.integrand, ode.deviation], [0, 1, "data", 0]);
    ode.moments(3).forEach((moment, i) =>
      assertAlmostEquals(moment, integral((u) => t.sigma * length * u ** i), 1e-13)
    );
    sde.moments(3).forEach((moment, i) => {
      const k = (u: number) => t.alpha * 2 * (r(from) + u * length) * length / r(t) ** 2;
      assertAlmostEquals(moment, integral((u) => k(u) * u ** i), 1e-13);
    });
    // One point stays on its law, whichever is solved.
    assertAlmostEquals(ode.kept * from.alpha + ode.moments(1)[0], t.alpha, 1e-15);
    assertAlmostEquals(ode.kept * from.sigma, t.sigma, 1e-15);
    assertAlmostEquals(sde.kept * from.alpha + sde.moments(1)[0], t.alpha, 1e-15);
    assertAlmostEquals((sde.kept * from.sigma) ** 2 + sde.deviation ** 2, t.sigma ** 2, 1e-15);
  }
  for (const stochastic of [false, true]) {
    const own = signalKernel(s, t, stochastic), published = kernelOf(s, t, "data", stochastic);
    assertAlmostEquals(own.kept, published.kept, 1e-15);
    assertAlmostEquals(own.moments(1)[0], published.moments(1)[0], 1e-15);
    assertAlmostEquals(own.deviation, published.deviation, 1e-15);
  }
});

Deno.test("weightsOf() integrates every polynomial through its nodes exactly", () => {
  const coefficients = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 3, maxLength: 3 });
  fc.assert(fc.property(coefficients, (c) => {
    const nodes = [0, -0.7, 1], moments = kernelOf(s, t, "data", false).moments(3);
    const p = (u: number) => c[0] + c[1] * u + c[2] * u * u;
    const sum = weightsOf(nodes, moments).reduce((total, weight, j) => total + weight * p(nodes[j]), 0);
    assert(Math.abs(sum - c.reduce((total, ci, i) => total + ci * moments[i], 0)) < 1e-12);
  }));
});

Deno.test("nodeOf() measures a step from its beginning to its end", () => {
  assertAlmostEquals(nodeOf(s, s, t), 0, 0);
  assertAlmostEquals(nodeOf(t, s, t), 1, 0);
  assert(nodeOf(path.at(0.6), s, t) < 0);
});
