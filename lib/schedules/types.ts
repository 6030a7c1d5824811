/**
 * What every schedule says of a time, and what it promises at t = 0.
 * @module
 */

/**
 * The two numbers that fix a noise level: x_t = α x0 + σ ε with α² + σ² = 1.
 * @category Schedules
 */
export interface Level {
  /** α, the signal's share, in [0, 1]. */
  readonly alpha: number;
  /** σ, the noise's share, in [0, 1]. */
  readonly sigma: number;
}

/**
 * A noise level together with its speed in t: all that a time derivative needs.
 * @category Schedules
 */
export interface MovingLevel extends Level {
  /** dα/dt. */
  readonly dAlpha: number;
  /** dσ/dt. */
  readonly dSigma: number;
}

/**
 * Everything a schedule says of one time t, in float64. At t = 0 and t = 1 the entries are the limits, maybe infinite.
 * @category Schedules
 */
export interface NoiseLevel extends MovingLevel {
  /** The time, in [0, 1]. */
  readonly t: number;
  /** λ = ln(α²/σ²). */
  readonly logSnr: number;
  /** dλ/dt. */
  readonly dLogSnr: number;
  /** d²α/dt². */
  readonly d2Alpha: number;
  /** d²σ/dt². */
  readonly d2Sigma: number;
  /** d²λ/dt². */
  readonly d2LogSnr: number;
}

/** How a schedule behaves as t → 0: what decides whether Theorem 3.1 applies, and how fast ∂ε*⁄∂t grows. */
export interface Origin {
  /** dα/dt at t = 0; the theorem asks that it differ from 0. −∞ where it diverges. */
  readonly alphaSlope: number;
  /** The exponent p of |dσ/dt| ~ t^p. */
  readonly sigmaExponent: number;
  /** True where the power law holds only up to factors that vary slower than any power of t. */
  readonly slowlyVarying?: boolean;
}

/**
 * A variance-preserving noise schedule on t ∈ [0, 1], from data (α = 1) to noise.
 * @category Schedules
 */
export interface Schedule {
  /** Its name, with its parameters where they are not the usual ones. */
  readonly name: string;
  /** Its definition in TeX, without dollar signs. */
  readonly tex: string;
  /** How its formula was read, with every product and every order of operations written out; only where it is one. */
  readonly formula?: string;
  /** Its behaviour at t = 0. */
  readonly origin: Origin;
  /**
   * The noise level at a time.
   * @param t The time, in [0, 1].
   * @returns α, σ, λ and their first two derivatives.
   * @throws {RangeError} If t is outside [0, 1].
   */
  at(t: number): NoiseLevel;
  /**
   * The time of a log-SNR, the inverse of `at(t).logSnr`.
   * @param logSnr λ, between λ(1) and +∞.
   * @returns The time t in [0, 1].
   * @throws {RangeError} If the schedule never reaches this log-SNR.
   */
  timeAt(logSnr: number): number;
}
