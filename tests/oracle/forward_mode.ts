/**
 * An oracle written a second time, as plainly as can be: dense covariances, Cholesky factors, no algebra by hand, and
 * derivatives by dual numbers. What the kit's closed forms are compared with.
 * @module
 */
import type { Motion, Quantity } from "../../lib/oracle/mod.ts";
import type { Level } from "../../lib/schedules/types.ts";

/** value + tangent · h with h² = 0. */
export class Dual {
  constructor(readonly value: number, readonly tangent: number = 0) {}
  add(o: Dual): Dual {
    return new Dual(this.value + o.value, this.tangent + o.tangent);
  }
  sub(o: Dual): Dual {
    return new Dual(this.value - o.value, this.tangent - o.tangent);
  }
  mul(o: Dual): Dual {
    return new Dual(this.value * o.value, this.tangent * o.value + this.value * o.tangent);
  }
  div(o: Dual): Dual {
    const quotient = this.value / o.value;
    return new Dual(quotient, (this.tangent - quotient * o.tangent) / o.value);
  }
  sqrt(): Dual {
    const root = Math.sqrt(this.value);
    return new Dual(root, this.tangent / (2 * root));
  }
  exp(): Dual {
    const e = Math.exp(this.value);
    return new Dual(e, e * this.tangent);
  }
  log(): Dual {
    return new Dual(Math.log(this.value), this.tangent / this.value);
  }
}

/** A component in the plainest form. */
export interface PlainComponent {
  readonly weight: number;
  readonly mean: ArrayLike<number>;
  /** d × d, may be singular. */
  readonly covariance: ArrayLike<number>;
}

const constant = (value: number) => new Dual(value);
const sum = (terms: Dual[]) => terms.reduce((a, b) => a.add(b), constant(0));

/** log q and a quantity at one point, with their derivatives along a motion as tangents. */
export function forwardMode(
  components: readonly PlainComponent[],
  quantity: Quantity,
  point: ArrayLike<number>,
  level: Level,
  motion: Motion = { dAlpha: 0, dSigma: 0 },
): { logDensity: Dual; value: Dual[] } {
  const d = point.length;
  const alpha = new Dual(level.alpha, motion.dAlpha), sigma = new Dual(level.sigma, motion.dSigma);
  const x = Array.from(point, (value, i) => new Dual(value, motion.dx?.[i] ?? 0));
  const parts = components.map(({ weight, mean, covariance }) => {
    const difference = x.map((xi, i) => xi.sub(alpha.mul(constant(mean[i]))));
    const noisy = Array.from(covariance, (c, i) => {
      const signal = alpha.mul(alpha).mul(constant(c));
      return i % (d + 1) === 0 ? signal.add(sigma.mul(sigma)) : signal;
    });
    const lower = cholesky(noisy, d);
    const solved = solve(lower, difference, d);
    const square = sum(solved.map((s, i) => s.mul(difference[i])));
    const logDeterminant = sum(Array.from({ length: d }, (_, i) => lower[i * d + i].log().mul(constant(2))));
    const exponent = square.add(logDeterminant).add(constant(d * Math.log(2 * Math.PI))).mul(constant(-0.5));
    const score = solved.map((s) => s.mul(constant(-1)));
    const eps = score.map((s) => s.mul(sigma).mul(constant(-1)));
    const x0 = Array.from({ length: d }, (_, i) => {
      const gain = sum(solved.map((s, j) => s.mul(constant(covariance[i * d + j]))));
      return alpha.mul(gain).add(constant(mean[i]));
    });
    const v = eps.map((e, i) => alpha.mul(e).sub(sigma.mul(x0[i])));
    return { logit: exponent.add(constant(Math.log(weight))), f: { score, eps, x0, v }[quantity] };
  });
  const max = parts.map(({ logit }) => logit).reduce((a, b) => b.value > a.value ? b : a);
  const weights = parts.map(({ logit }) => logit.sub(max).exp());
  const total = sum(weights);
  const value = x.map((_, i) => sum(parts.map(({ f }, k) => f[i].mul(weights[k].div(total)))));
  return { logDensity: max.add(total.log()), value };
}

function cholesky(a: Dual[], d: number): Dual[] {
  const lower = a.map(() => constant(0));
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      const products = Array.from({ length: j }, (_, k) => lower[i * d + k].mul(lower[j * d + k]));
      const rest = a[i * d + j].sub(sum(products));
      lower[i * d + j] = i === j ? rest.sqrt() : rest.div(lower[j * d + j]);
    }
  }
  return lower;
}

/** x with L Lᵀ x = b. */
function solve(lower: Dual[], b: Dual[], d: number): Dual[] {
  const y: Dual[] = [];
  for (let i = 0; i < d; i++) {
    y.push(b[i].sub(sum(y.map((yk, k) => lower[i * d + k].mul(yk)))).div(lower[i * d + i]));
  }
  const x = y.slice();
  for (let i = d - 1; i >= 0; i--) {
    let rest = y[i];
    for (let k = i + 1; k < d; k++) rest = rest.sub(lower[k * d + i].mul(x[k]));
    x[i] = rest.div(lower[i * d + i]);
  }
  return x;
}
