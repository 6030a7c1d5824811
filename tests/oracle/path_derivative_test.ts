import { all, type BigNumber, create } from "mathjs";
import { assert, assertEquals } from "../assert.ts";
import { Random } from "../../lib/numerics/random.ts";
import {
  empiricalSet,
  gaussianMixture,
  isotropicMixture,
  type Oracle,
  type Quantity,
  subspaceGaussian,
} from "../../lib/oracle/mod.ts";
import { flowMatching } from "../../lib/schedules/flow_matching.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { trigonometric } from "../../lib/schedules/trigonometric.ts";
import type { MovingLevel } from "../../lib/schedules/types.ts";

const math = create(all, { number: "BigNumber", precision: 130 });

/** The very number, where mathjs would take its shortest decimal form: differences of near points need all of it. */
function big(value: number): BigNumber {
  if (value === 0 || !Number.isFinite(value)) return math.bignumber(value);
  const exponent = Math.max(-1000, Math.floor(Math.log2(Math.abs(value))) - 52);
  return math.bignumber(value / 2 ** exponent).mul(math.bignumber(2).pow(exponent));
}

const sum = (terms: BigNumber[]) => terms.reduce((a, b) => a.add(b), big(0));

/** N(μ, Σ λ_i b_i b_iᵀ), its directions given as exact fractions. */
interface Plain {
  readonly weight: number;
  readonly mean: readonly number[];
  readonly directions?: readonly (readonly [numerator: number, denominator: number])[][];
  readonly variances: readonly number[];
}

/** The prediction in 130 digits, from its definition. */
function predict(
  components: readonly Plain[],
  quantity: Quantity,
  x0: number[],
  eps: number[],
  alpha: BigNumber,
  sigma: BigNumber,
) {
  const d = x0.length, x = x0.map((value, i) => alpha.mul(big(value)).add(sigma.mul(big(eps[i]))));
  const parts = components.map(({ weight, mean, directions, variances }) => {
    const centre = mean.map(big), spread = variances.map(big);
    const rows = directions?.map((row) => row.map(([a, b]) => big(a).div(b))) ??
      mean.map((_, i) => mean.map((_, j) => big(i === j ? 1 : 0)));
    const y = x.map((value, i) => value.sub(alpha.mul(centre[i])));
    const along = rows.map((row) => sum(row.map((b, i) => b.mul(y[i]))));
    const scales = spread.map((variance) => alpha.mul(alpha).mul(variance).add(sigma.mul(sigma)));
    const exponent = sum(along.map((value, k) => value.mul(value).div(scales[k]))).div(-2);
    const normaliser = scales.reduce((product, s) => product.mul(s.sqrt()), big(1));
    const whitened = along.map((value, k) => value.div(scales[k]));
    const score = Array.from({ length: d }, (_, i) => sum(rows.map((row, k) => row[i].mul(whitened[k]).neg())));
    return { exponent, mass: big(weight).div(normaliser), score };
  });
  const top = parts.reduce((a, b) => (a.exponent.gt(b.exponent) ? a : b)).exponent;
  const weights = parts.map(({ exponent, mass }) => mass.mul(exponent.sub(top).exp())), total = sum(weights);
  const score = x.map((_, i) => sum(parts.map((part, k) => weights[k].mul(part.score[i]))).div(total));
  const e = score.map((value) => value.mul(sigma).neg());
  const clean = x.map((value, i) => value.sub(sigma.mul(e[i])).div(alpha));
  if (quantity === "v") return e.map((value, i) => alpha.mul(value).sub(sigma.mul(clean[i])));
  return { score, eps: e, x0: clean }[quantity];
}

/** d/dt by a central difference whose step is 1e-45 of t. */
function derivative(
  components: readonly Plain[],
  quantity: Quantity,
  x0: number[],
  eps: number[],
  level: MovingLevel,
  t: number,
): number[] {
  const h = big(t).mul("1e-45");
  const at = (step: BigNumber) => {
    const [alpha, sigma] = [
      step.mul(big(level.dAlpha)).add(big(level.alpha)),
      step.mul(big(level.dSigma)).add(big(level.sigma)),
    ];
    return predict(components, quantity, x0, eps, alpha, sigma);
  };
  const ahead = at(h), behind = at(h.neg());
  return ahead.map((value, i) => value.sub(behind[i]).div(h.mul(2)).toNumber());
}

const points = new Random(8, "atoms").normals(5 * 3);
// A near duplicate: 1e-9 apart.
points.set(points.subarray(0, 3).map((value, i) => value + (i === 1 ? 1e-9 : 0)), 3);
const fifths = [[[3, 5], [4, 5], [0, 1]], [[-4, 5], [3, 5], [0, 1]], [[0, 1], [0, 1], [1, 1]]] as const;

/** Oracles with data, as numbers that lie on the data's support exactly. */
const cases: readonly { oracle: Oracle; components: readonly Plain[]; data: readonly number[][] }[] = [
  {
    oracle: empiricalSet({ dimension: 3, points: Float64Array.of(0.3, -1.7, 0.9), name: "one atom" }),
    components: [{ weight: 1, mean: [0.3, -1.7, 0.9], variances: [0, 0, 0] }],
    data: [[0.3, -1.7, 0.9]],
  },
  {
    oracle: empiricalSet({ dimension: 3, points, name: "five atoms, two nearly one" }),
    components: Array.from({ length: 5 }, (_, k) => ({
      weight: 0.2,
      mean: [...points.subarray(3 * k, 3 * k + 3)],
      variances: [0, 0, 0],
    })),
    data: [0, 1, 4].map((k) => [...points.subarray(3 * k, 3 * k + 3)]),
  },
  {
    oracle: subspaceGaussian({
      dimension: 3,
      basis: Float64Array.of(3, 4, 0),
      variance: 2,
      name: "an oblique line",
    }),
    components: [{ weight: 1, mean: [0, 0, 0], directions: fifths.map((row) => [...row]), variances: [2, 0, 0] }],
    data: [[3, 4, 0], [-0.75, -1, 0]],
  },
  {
    oracle: isotropicMixture({
      dimension: 2,
      means: Float64Array.of(0, 0, 1, 1),
      variance: [0, 0.25],
      weights: [0.5, 0.5],
      name: "an atom in a cloud",
    }),
    components: [{ weight: 0.5, mean: [0, 0], variances: [0, 0] }, {
      weight: 0.5,
      mean: [1, 1],
      variances: [0.25, 0.25],
    }],
    data: [[0, 0], [1.5, 0.25]],
  },
  {
    oracle: gaussianMixture({
      dimension: 2,
      means: Float64Array.of(0, 0, 0.5, -1),
      covariances: [Float64Array.of(0.5, 0, 0, 2), Float64Array.of(0.125, 0, 0, 1)],
      name: "two Gaussians",
    }),
    components: [{ weight: 0.5, mean: [0, 0], variances: [0.5, 2] }, {
      weight: 0.5,
      mean: [0.5, -1],
      variances: [0.125, 1],
    }],
    data: [[0.3, 0.7]],
  },
];

for (const { oracle, components, data } of cases) {
  Deno.test(`Oracle.pathDerivative() of ${oracle.name} agrees with 130 digits to 1e-12 from t = 1e-12 on`, () => {
    const d = oracle.dimension, noise = new Random(9, "noise").normals(d);
    for (const schedule of [linear(), flowMatching(), trigonometric()]) {
      for (const t of [1e-12, 1e-10, 1e-8, 1e-4, 0.05, 0.3, 0.9]) {
        const level = schedule.at(t);
        for (const quantity of ["score", "eps", "x0", "v"] as const) {
          const x0 = Float64Array.from(data.flat()),
            eps = Float64Array.from({ length: x0.length }, (_, i) => noise[i % d]);
          const found = oracle.pathDerivative(quantity, { x0, eps }, level);
          data.forEach((row, r) => {
            const truth = derivative(components, quantity, row, [...noise], level, t), size = Math.hypot(...truth);
            truth.forEach((value, i) => {
              const error = Math.abs(found[r * d + i] - value);
              // Components below 3e-33 of the likeliest are left out.
              assert(
                error <= 1e-12 * size + 1e-20,
                `${schedule.name}, t = ${t}, ${quantity}, row ${r}: ${found[r * d + i]} for ${value}`,
              );
            });
          });
        }
      }
    }
  });
}

Deno.test("Oracle.pathDerivative() is 0 where nothing changes, in every digit", () => {
  const random = new Random(3, "pairs");
  const oracles = [
    empiricalSet({ dimension: 4, points: new Random(1, "atoms").normals(40) }),
    empiricalSet({
      dimension: 4,
      points: Uint8Array.from({ length: 40 }, (_, i) => i * 6),
      scale: 1 / 127.5,
      shift: -1,
    }),
    empiricalSet({ dimension: 4, points: Float32Array.from(new Random(1, "atoms").normals(40)) }),
  ];
  for (const oracle of oracles) {
    for (const t of [1e-12, 1e-9, 1e-7]) {
      const level = flowMatching().at(t), pair = oracle.samplePath(5, level, random);
      assertEquals(oracle.pathDerivative("eps", pair, level), new Float64Array(20), `${oracle.name}, t = ${t}`);
      assertEquals(oracle.pathDerivative("x0", pair, level), new Float64Array(20));
    }
  }
  // Off an oblique plane ε* is the noise itself: what is left lies in the plane.
  const plane = subspaceGaussian({
    dimension: 4,
    basis: new Random(2, "plane").normals(8),
    mean: Float64Array.of(5, 1, 0, 2),
  });
  const level = flowMatching().at(1e-12), pair = plane.samplePath(50, level, random);
  const moved = plane.pathDerivative("eps", pair, level);
  // There σ ≈ t and ε* = σ/s x along the plane: of the size of the data, not of 1/t.
  assert(moved.every((value) => Math.abs(value) < 20), String(moved.find((value) => Math.abs(value) >= 20)));
});
