/**
 * Functions of one variable as Chebyshev polynomials on panels, halved until the polynomial fits: what is integrated once
 * and inverted often.
 * @module
 */

/** Nodes of a panel. */
const NODES = 12;

/** Panels halved no further: a kink then lies in a panel so small that it does not count. */
const DEEPEST = 26;

const ANGLES = Float64Array.from({ length: NODES }, (_, k) => Math.PI * (k + 0.5) / NODES);

/** Fejér's weights on [−1, 1] at cos θ. */
const WEIGHTS = ANGLES.map((angle) => {
  let sum = 0;
  for (let j = 1; j <= NODES / 2; j++) sum += Math.cos(2 * j * angle) / (4 * j * j - 1);
  return 2 / NODES * (1 - 2 * sum);
});

/** One panel: a polynomial and its integral from the panel's low end. */
interface Panel {
  readonly low: number;
  readonly high: number;
  readonly coefficients: Float64Array;
  readonly integral: Float64Array;
  /** ∫ from the first panel's low end to this one's. */
  readonly before: number;
}

/** A node with the weight of its panel's quadrature. */
export interface PanelNode {
  /** Where. */
  readonly x: number;
  /** Its weight: Σ weight · f(x) is ∫ f. */
  readonly weight: number;
}

/** A positive function on panels. */
export interface Panels {
  /** ∫ over all. */
  readonly total: number;
  /** Where the function was asked, rising within panels, with quadrature weights. */
  readonly nodes: readonly PanelNode[];
  /** The function and its derivative at a place. */
  at(x: number): { value: number; derivative: number };
  /** ∫ from the low end to a place. */
  until(x: number): number;
  /** The place at which the integral reaches a value. */
  placeOf(integral: number): number;
}

/**
 * Fits a function.
 * @param f The function, not negative.
 * @param low Where it begins.
 * @param high Where it ends.
 * @param options The tolerance, relative to the largest value, and the most panels.
 * @returns The panels.
 */
export async function fitPanels(
  f: (x: number) => number | Promise<number>,
  low: number,
  high: number,
  { tolerance, most }: { readonly tolerance: number; readonly most: number },
): Promise<Panels> {
  const fitted: Omit<Panel, "before">[] = [];
  // A first cut of width about 1: what is analytic within π of the axis converges there by a digit a node.
  const count = Math.max(1, Math.min(most, Math.ceil(high - low)));
  const waiting = Array.from({ length: count }, (_, i) => {
    const cut = (k: number) => k === count ? high : low + k * (high - low) / count;
    return { low: cut(i), high: cut(i + 1), depth: 0 };
  });
  let largest = 0, made = count;
  while (waiting.length > 0) {
    const { low: a, high: b, depth } = waiting.pop()!, values = new Float64Array(NODES);
    for (let k = 0; k < NODES; k++) values[k] = await f(place(a, b, Math.cos(ANGLES[k])));
    largest = values.reduce((most, value) => Math.max(most, value), largest);
    const coefficients = transform(values),
      rest = Math.abs(coefficients[NODES - 1]) + Math.abs(coefficients[NODES - 2]);
    // What a small panel gets wrong counts by its width.
    if (rest * (b - a) / (high - low) > tolerance * largest && depth < DEEPEST && made < most) {
      const middle = (a + b) / 2;
      waiting.push({ low: a, high: middle, depth: depth + 1 }, { low: middle, high: b, depth: depth + 1 });
      made++;
    } else fitted.push({ low: a, high: b, coefficients, integral: integrate(coefficients, (b - a) / 2) });
  }
  fitted.sort((p, q) => p.low - q.low);
  let before = 0;
  const panels: Panel[] = fitted.map((panel) => {
    const placed = { ...panel, before };
    before += evaluate(panel.integral, 1);
    return placed;
  });
  return { total: before, nodes: panels.flatMap(nodesOf), ...lookUps(panels) };
}

function lookUps(panels: readonly Panel[]): Pick<Panels, "at" | "until" | "placeOf"> {
  const find = (beyond: (panel: Panel) => boolean): Panel => {
    let low = 0, high = panels.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (beyond(panels[middle])) low = middle;
      else high = middle - 1;
    }
    return panels[low];
  };
  const unit = ({ low, high }: Panel, x: number) => Math.min(1, Math.max(-1, (2 * x - low - high) / (high - low)));
  return {
    at(x) {
      const panel = find(({ low }) => low <= x), u = unit(panel, x), half = (panel.high - panel.low) / 2;
      return {
        value: evaluate(panel.coefficients, u),
        derivative: evaluate(differentiate(panel.coefficients), u) / half,
      };
    },
    until(x) {
      const panel = find(({ low }) => low <= x);
      return panel.before + evaluate(panel.integral, unit(panel, x));
    },
    placeOf(integral) {
      const panel = find(({ before }) => before <= integral), wanted = integral - panel.before;
      let a = -1, b = 1, u = 0;
      for (let i = 0; i < 100 && b - a > 1e-16; i++) {
        const missing = evaluate(panel.integral, u) - wanted;
        if (missing > 0) b = u;
        else a = u;
        const step = missing / (evaluate(panel.coefficients, u) * (panel.high - panel.low) / 2), next = u - step;
        const inside = next > a && next < b;
        if (inside && Math.abs(step) < 1e-15) break;
        u = inside ? next : (a + b) / 2;
      }
      return place(panel.low, panel.high, u);
    },
  };
}

function nodesOf({ low, high }: Panel): PanelNode[] {
  return Array.from(ANGLES, (angle, k) => ({
    x: place(low, high, Math.cos(angle)),
    weight: WEIGHTS[k] * (high - low) / 2,
  })).reverse();
}

function place(low: number, high: number, u: number): number {
  return low + (high - low) * (1 + u) / 2;
}

/** Chebyshev coefficients of values at the nodes. */
function transform(values: Float64Array): Float64Array {
  return Float64Array.from({ length: NODES }, (_, j) => {
    let sum = 0;
    for (let k = 0; k < NODES; k++) sum += values[k] * Math.cos(j * ANGLES[k]);
    return sum * (j === 0 ? 1 : 2) / NODES;
  });
}

/** Clenshaw's sum. */
function evaluate(coefficients: Float64Array, u: number): number {
  let last = 0, beforeLast = 0;
  for (let j = coefficients.length - 1; j > 0; j--) {
    [last, beforeLast] = [coefficients[j] + 2 * u * last - beforeLast, last];
  }
  return coefficients[0] + u * last - beforeLast;
}

/** Coefficients of the integral from −1, times a factor. */
function integrate(c: Float64Array, factor: number): Float64Array {
  const out = new Float64Array(c.length + 1), at = (j: number) => j < c.length ? c[j] : 0;
  for (let j = 1; j <= c.length; j++) out[j] = factor * ((j === 1 ? 2 : 1) * at(j - 1) - at(j + 1)) / (2 * j);
  out[0] = -evaluate(out, -1);
  return out;
}

function differentiate(c: Float64Array): Float64Array {
  const n = c.length, out = new Float64Array(n);
  for (let j = n - 2; j >= 0; j--) out[j] = (j + 2 < n ? out[j + 2] : 0) + 2 * (j + 1) * c[j + 1];
  out[0] /= 2;
  return out;
}
