/**
 * Laws and sets of points as subjects of advice.
 * @module
 */
import { checkInteger, checkRows, written } from "../numerics/check.ts";
import type { AtomStorage } from "../oracle/atoms.ts";
import { empiricalSet } from "../oracle/empirical_set.ts";
import { Oracle } from "../oracle/oracle.ts";
import type { Level } from "../schedules/types.ts";
import type { AdviceSubject } from "./types.ts";

/**
 * Pictures or points whose empirical law is asked about.
 * @category Advice
 */
export interface AdvicePoints {
  /** d. */
  readonly dimension: number;
  /** N × d numbers, row-major. */
  readonly points: AtomStorage;
  /** Factor on every entry, such as 1/127.5 for bytes; 1 where absent. */
  readonly scale?: number;
  /** Added to every entry after scaling; 0 where absent. */
  readonly shift?: number;
  /** What they are. */
  readonly name?: string;
  /** The most rows that the law is made of, taken evenly; 4,096 unless told. It bounds time; memory is bounded anyway. */
  readonly most?: number;
}

/**
 * What advice may be asked about.
 * @category Advice
 */
export type AdviceAbout = Oracle | AdvicePoints | AdviceSubject;

/**
 * Makes a subject of what a caller gives.
 * @param about An oracle, points, or a subject already, such as a network's.
 * @returns The subject.
 * @throws {TypeError} If it has neither a law nor data.
 * @category Advice
 */
export function adviceSubject(about: AdviceAbout): AdviceSubject {
  if (about instanceof Oracle) return lawSubject(about, "law");
  const given: unknown = about;
  if (typeof given === "object" && given !== null) {
    if ("law" in given && "eps" in given && "jacobian" in given && "slope" in given) return given as AdviceSubject;
    if ("points" in given && "dimension" in given) return lawSubject(pointLaw(given as AdvicePoints), "points");
  }
  throw new TypeError(
    `Cannot advise: the subject must have a law (an oracle) or data (points and dimension), got ${written(given)}`,
  );
}

/**
 * A law as a subject.
 * @param law The law.
 * @param kind Whether it is an exact law or the empirical law of points.
 * @returns The subject: predictions, Jacobians and slopes are the law's own.
 */
export function lawSubject(law: Oracle, kind: "law" | "points"): AdviceSubject {
  return {
    name: law.name,
    kind,
    dimension: law.dimension,
    law,
    eps: (x, level) => law.eps(x, level),
    jacobian: (x, level, tangent) => law.jvp("eps", x, level, tangent),
    slope: (x, level) => law.evaluate("eps", x, level, logSnrMotion(level)).value,
  };
}

/**
 * The speeds of α and σ in the log-SNR: dα = ½ασ² dλ, dσ = −½σα² dλ.
 * @param level The noise level.
 * @returns dα/dλ and dσ/dλ.
 */
export function logSnrMotion({ alpha, sigma }: Level): { dAlpha: number; dSigma: number } {
  return { dAlpha: alpha * sigma * sigma / 2, dSigma: -sigma * alpha * alpha / 2 };
}

function pointLaw({ dimension, points, scale, shift, name = "points", most = 4096 }: AdvicePoints): Oracle {
  checkInteger("advise", "dimension", dimension, 1);
  checkInteger("advise", "most", most, 1);
  const count = checkRows("advise", "points", points, dimension);
  if (count === 0) throw new TypeError("Cannot advise: the subject has neither a law nor data, its points are none");
  if (count <= most) return empiricalSet({ dimension, points, scale, shift, name });
  const kept = points.slice(0, most * dimension);
  for (let i = 0; i < most; i++) {
    const at = Math.floor(i * count / most) * dimension;
    kept.set(points.subarray(at, at + dimension) as never, i * dimension);
  }
  return empiricalSet({ dimension, points: kept, scale, shift, name: `${most} of ${count} of ${name}` });
}
