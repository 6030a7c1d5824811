/**
 * Samplers that advice on t_eps was not made with: published variants that the kit's list leaves out, and two of no list.
 * @module
 */
import { dpmSolver } from "../../lib/samplers/methods/dpm_solver.ts";
import { dpmSolverMultistep } from "../../lib/samplers/methods/dpm_solver_multistep.ts";
import { type SamplerEntry, samplerEntry } from "../../lib/samplers/methods/entry.ts";
import { estimateAt, stepsOf } from "../../lib/samplers/methods/estimate.ts";
import { unipc } from "../../lib/samplers/methods/unipc.ts";
import type { SamplerLevel } from "../../lib/samplers/noise_path.ts";
import { type Plan, PlanBuilder } from "../../lib/samplers/plan.ts";

/** σ/α, in which x/α moves by ε̂. */
const ratioOf = ({ logSnr }: SamplerLevel) => Math.exp(-logSnr / 2);

/** Adams and Bashforth's method of two steps in σ/α, as k-diffusion's LMS of order 2; Euler where one is missing. */
function adamsBashforth(levels: readonly SamplerLevel[]): Plan {
  const plan = new PlanBuilder();
  let x = "start", last: { noise: string; ratio: number } | undefined;
  for (const [t, s] of stepsOf(levels)) {
    const estimate = estimateAt(plan, x, t), noise = estimate.noise(), r = ratioOf(t);
    if (s.sigma === 0) x = estimate.data();
    else {
      // ∫ of the line through the last two slopes.
      const h = ratioOf(s) - r, share = last === undefined ? 0 : h / (2 * (r - last.ratio));
      const terms: [number, string][] = [[s.alpha / t.alpha, x], [s.alpha * h * (1 + share), noise]];
      if (last !== undefined) terms.push([-s.alpha * h * share, last.noise]);
      x = plan.combine(...terms);
    }
    last = { noise, ratio: r };
    plan.endStep(t.time, s.time, x);
  }
  return plan.build("Adams–Bashforth 2", 2);
}

/** The slopes at both ends of a step weighed 0.6 and 0.4, the second after Euler's step, in σ/α: order 1 with Heun's cost. */
function slanted(levels: readonly SamplerLevel[]): Plan {
  const plan = new PlanBuilder();
  let x = "start";
  for (const [t, s] of stepsOf(levels)) {
    const first = estimateAt(plan, x, t), h = ratioOf(s) - ratioOf(t);
    if (s.sigma === 0) x = first.data();
    else {
      const euler = plan.combine([s.alpha / t.alpha, x], [s.alpha * h, first.noise()]);
      const second = estimateAt(plan, euler, s).noise();
      x = plan.combine([s.alpha / t.alpha, x], [0.6 * s.alpha * h, first.noise()], [0.4 * s.alpha * h, second]);
    }
    plan.endStep(t.time, s.time, x);
  }
  return plan.build("θ-method in σ/α", 1);
}

/** The held-out samplers; all are deterministic. */
export const heldOutSamplers: readonly SamplerEntry[] = [
  samplerEntry("Adams–Bashforth 2 in σ/α", 2, false, 1, adamsBashforth),
  samplerEntry("θ-method in σ/α, θ = 0.4", 1, false, 2, slanted),
  samplerEntry(
    "DPM-Solver 2M",
    2,
    false,
    1,
    (levels, asked) => dpmSolverMultistep(levels, { ...asked, prediction: "noise" }),
  ),
  samplerEntry(
    "DPM-Solver++ 2M, midpoint, Euler last",
    2,
    false,
    1,
    (levels, asked) => dpmSolverMultistep(levels, { ...asked, weights: "midpoint", lowerOrderFinal: "euler" }),
  ),
  samplerEntry(
    "DPM-Solver++ 3S",
    3,
    false,
    1,
    (levels, asked, { bounded }) => dpmSolver(levels, { ...asked, bounded, order: 3, prediction: "data" }),
  ),
  samplerEntry(
    "UniPC-2, noise, B = h",
    3,
    false,
    1,
    (levels, asked) => unipc(levels, { ...asked, prediction: "noise", variant: "bh1", lowerOrderFinal: false }),
  ),
  samplerEntry(
    "UniP-3",
    2,
    false,
    1,
    (levels, asked) => unipc(levels, { ...asked, order: 3, uncorrected: "all", lowerOrderFinal: true }),
  ),
];
