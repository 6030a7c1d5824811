/**
 * Schedules rescaled to end in pure noise.
 * @module
 */
import { checkInteger } from "../numerics/check.ts";
import { defineSchedule, noiseLevel } from "./define.ts";
import type { ScheduleEntry } from "./entry.ts";
import { type Grid, gridOfAlphaSigma } from "./grid.ts";
import type { Schedule } from "./types.ts";

/**
 * Rescales a schedule to reach α = 0 at t = 1 (Lin et al. 2023, "Common diffusion noise schedules … are flawed",
 * algorithm 1): α̃ = (α − α_T)/(1 − α_T) with α_T = α(1).
 *
 * With 1 − α = σ²/(1 + α), σ̃ = σ g where g² = (1 − 2α_T/(1 + α))/(1 − α_T)² is smooth: nothing cancels near 0.
 *
 * @example No signal is left at the end
 * ```ts
 * import assert from "node:assert/strict";
 * import { linear, zeroTerminalSnr } from "nearzero/schedules";
 *
 * assert.ok(linear().at(1).alpha > 0);
 * assert.equal(zeroTerminalSnr(linear()).at(1).alpha, 0);
 * ```
 *
 * @param schedule Any schedule.
 * @returns The rescaled one; the schedule's own level where it reaches α = 0 already.
 * @category Schedules
 */
export function zeroTerminalSnr(schedule: Schedule): Schedule {
  const last = schedule.at(1).alpha, room = 1 - last;
  const name = `zero-terminal-SNR ${schedule.name}`;
  const tex = String.raw`\tilde\alpha_t = \frac{\alpha_t - \alpha_1}{1 - \alpha_1},\quad ${schedule.tex}`;
  if (last === 0) return { ...schedule, name, tex };
  return defineSchedule({
    name,
    tex,
    origin: { ...schedule.origin, alphaSlope: schedule.origin.alphaSlope / room },
    at: (t) => {
      const { alpha, dAlpha, d2Alpha, sigma, dSigma, d2Sigma } = schedule.at(t), one = 1 + alpha;
      const g = Math.sqrt(1 - 2 * last / one) / room;
      const dG = last * dAlpha / (one * one) / (room * room) / g;
      const d2G = (last * (d2Alpha - 2 * dAlpha * dAlpha / one) / (one * one) / (room * room) - dG * dG) / g;
      return noiseLevel(t, {
        alpha: (alpha - last) / room,
        dAlpha: dAlpha / room,
        d2Alpha: d2Alpha / room,
        sigma: sigma * g,
        dSigma: dSigma * g + sigma * dG,
        d2Sigma: d2Sigma * g + 2 * dSigma * dG + sigma * d2G,
      });
    },
    timeAt: (logSnr) => {
      // The base schedule's 1 − α and α, so that its λ is exact at both ends.
      const variance = 1 / (1 + Math.exp(logSnr)), rescaled = 1 / Math.sqrt(1 + Math.exp(-logSnr));
      const alpha = last + rescaled * room, oneMinus = room * variance / (1 + rescaled);
      return schedule.timeAt(Math.log(alpha * alpha / (oneMinus * (1 + alpha))));
    },
  });
}

/**
 * Rescales a grid to reach α = 0 at its last step, the first step kept: α̃_k = (α_k − α_T) α_0/(α_0 − α_T), as in Lin et
 * al.'s algorithm 1.
 * @param grid Any grid of at least two steps.
 * @returns The rescaled grid.
 * @throws {RangeError} If the grid has fewer than two steps, or α is the same at its first and its last.
 * @category Schedules
 */
export function zeroTerminalSnrGrid(grid: Grid): Grid {
  const first = grid.alpha[0], last = grid.alpha[grid.steps - 1], span = first - last;
  // The first step is kept and the last is to be noise: one step cannot be both.
  checkInteger("rescale a grid to end in pure noise", "its number of steps", grid.steps, 2);
  if (!(span > 0)) {
    throw new RangeError(
      `Cannot rescale a grid to end in pure noise: alpha must fall from its first step to its last, got ${first} and ${last}`,
    );
  }
  const oneMinus = (k: number) => grid.sigma[k] * grid.sigma[k] / (1 + grid.alpha[k]);
  const alpha = grid.alpha.map((a) => (a - last) * first / span);
  // 1 − α̃_k = (α_0 (1 − α_k) − α_T (1 − α_0)) / (α_0 − α_T).
  const sigma = alpha.map((a, k) => Math.sqrt((first * oneMinus(k) - last * oneMinus(0)) / span * (1 + a)));
  return gridOfAlphaSigma(`zero-terminal-SNR ${grid.name}`, alpha, sigma);
}

/** Another schedule rescaled to end in pure noise, as plain JSON. */
export interface ZeroTerminalSnrConfig {
  /** Says which schedule this is. */
  readonly kind: "zero-terminal-snr";
  /** The other schedule. */
  readonly of: { readonly kind: string };
}

/** Its entry. */
export const zeroTerminalSnrEntry: ScheduleEntry<ZeroTerminalSnrConfig> = {
  kind: "zero-terminal-snr",
  source: "Lin et al. 2023, algorithm 1",
  formula: "(exp(-0.05t - 4.975t^2) - exp(-5.025)) / (1 - exp(-5.025))",
  endsInNoise: true,
  schema: (z, plain) =>
    z.strictObject({ kind: z.literal("zero-terminal-snr"), of: plain().prefault({ kind: "linear" }) }),
  make: ({ of }, make) => zeroTerminalSnr(make.schedule(of)),
  grid: ({ of }, steps, make) => zeroTerminalSnrGrid(make.grid(of, steps)),
};
