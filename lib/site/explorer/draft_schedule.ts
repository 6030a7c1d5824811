/**
 * The levels of a dear schedule for a draft: computed at a few times, and interpolated between them.
 * @module
 */
import { alphaSigmaOfLogSnr, type LogSnr } from "../../schedules/from_log_snr.ts";
import { noiseLevel } from "../../schedules/define.ts";
import type { NoiseLevel, Schedule } from "../../schedules/types.ts";

/** Beyond this α a formula is evaluated in many digits, which takes milliseconds. */
const DEAR = 0.85;

/**
 * A schedule whose levels near t = 0 are interpolated. λ as a function of ln t is a fifth-degree polynomial between two
 * knots, with the schedule's own λ, λ′ and λ″ at both; knots are a decade of t apart where t is small, since there λ is
 * all but a straight line, and closer by and by. At the knots, and where levels are cheap, it is the schedule itself.
 * @param schedule The schedule.
 * @returns The same but for its levels between knots: a draft's, not for numbers that are kept.
 */
export function draftSchedule(schedule: Schedule): Schedule {
  const at = (t: number): NoiseLevel => {
    const perDecade = t < 1e-4 ? 1 : t < 1e-2 ? 2 : 4, place = Math.log10(t) * perDecade, near = Math.round(place);
    const knot = (k: number) => 10 ** (k / perDecade), before = Math.floor(place);
    // A time that is a knot but for rounding counts as one, and 0 has no logarithm.
    if (!(Math.abs(place - near) > 1e-9) || knot(before + 1) >= 1) return schedule.at(t);
    const first = schedule.at(knot(before));
    if (first.alpha < DEAR) return schedule.at(t);
    const { value, slope, curvature } = interpolate(t, first, schedule.at(knot(before + 1)));
    const parts = alphaSigmaOfLogSnr({ value, slope, curvature });
    return { ...noiseLevel(t, parts), logSnr: value, dLogSnr: slope, d2LogSnr: curvature };
  };
  return { ...schedule, at };
}

/** The quintic in ln t through λ and its first two derivatives at two times. */
function interpolate(t: number, first: NoiseLevel, last: NoiseLevel): LogSnr {
  const h = Math.log(last.t / first.t), s = Math.log(t / first.t) / h;
  // In units of h: d/ds = h t d/dt.
  const [a, b] = [first, last].map(({ t, logSnr, dLogSnr, d2LogSnr }) =>
    [logSnr, h * t * dLogSnr, h * h * (t * dLogSnr + t * t * d2LogSnr)] as const
  );
  const rise = b[0] - a[0] - a[1] - a[2] / 2, slope = b[1] - a[1] - a[2], bend = b[2] - a[2];
  const c = [a[0], a[1], a[2] / 2, 10 * rise - 4 * slope + bend / 2, -15 * rise + 7 * slope - bend];
  c.push(6 * rise - 3 * slope + bend / 2);
  const sum = (terms: readonly number[]) => terms.reduceRight((rest, term) => rest * s + term, 0);
  const speed = sum([1, 2, 3, 4, 5].map((k) => k * c[k])) / h;
  const turn = sum([2, 3, 4, 5].map((k) => k * (k - 1) * c[k])) / h ** 2;
  return { value: sum(c), slope: speed / t, curvature: (turn - speed) / t ** 2 };
}
