/**
 * Statistics of resamples, as a bootstrap asks for them.
 * @module
 */

/** The rows of each resample. */
export interface Resamples {
  /** How many. */
  readonly count: number;
  /** All of them, one after the other, where they are few enough to keep. */
  readonly rows?: Int32Array;
  /** Those of one. */
  readonly rowsOf: (b: number) => Int32Array;
}

/** What a bootstrap asks of a statistic. */
export interface Statistics {
  /** Its value on all rows. */
  readonly value: () => number;
  /** Its value on each of several resamples, from the first. */
  readonly resampled: (resamples: Resamples) => Float64Array;
  /** Its value on all rows but those of each block; a block begins where the one before ends. */
  readonly leftOut: (ends: readonly number[]) => Float64Array;
}

/**
 * Any statistic, asked of one resample after another.
 * @param n The number of rows.
 * @param statistic The statistic of the rows with the given indices.
 * @returns The statistic, as a bootstrap asks for it.
 */
export function statisticsOf(n: number, statistic: (rows: Int32Array) => number): Statistics {
  const all = Int32Array.from({ length: n }, (_, i) => i);
  return {
    value: () => statistic(all),
    resampled: ({ count, rowsOf }) => Float64Array.from({ length: count }, (_, b) => statistic(rowsOf(b))),
    leftOut: (ends) =>
      Float64Array.from(ends, (to, b) => {
        const from = b === 0 ? 0 : ends[b - 1], left = new Int32Array(n - (to - from));
        left.set(all.subarray(0, from));
        left.set(all.subarray(to), from);
        return statistic(left);
      }),
  };
}

/**
 * The mean, which most bootstraps are of: the same sums in the same order as one after the other, to the last bit.
 * @param samples What the mean is of.
 * @returns The mean, as a bootstrap asks for it.
 */
export function meansOf(samples: Float64Array): Statistics {
  const n = samples.length;
  return {
    value: () => samples.reduce((sum, each) => sum + each, 0) / n,
    resampled: ({ count, rows, rowsOf }) => {
      const means = new Float64Array(count);
      let b = 0;
      // Four sums at once: each waits for its own last addition alone.
      for (; rows !== undefined && b + 4 <= count; b += 4) {
        let s = 0, t = 0, u = 0, v = 0;
        for (let i = b * n, end = i + n; i < end; i++) {
          s += samples[rows[i]];
          t += samples[rows[i + n]];
          u += samples[rows[i + 2 * n]];
          v += samples[rows[i + 3 * n]];
        }
        means[b] = s / n;
        means[b + 1] = t / n;
        means[b + 2] = u / n;
        means[b + 3] = v / n;
      }
      for (; b < count; b++) {
        const own = rowsOf(b);
        let sum = 0;
        for (let i = 0; i < n; i++) sum += samples[own[i]];
        means[b] = sum / n;
      }
      return means;
    },
    leftOut: (ends) => {
      let before = 0, from = 0;
      return Float64Array.from(ends, (to) => {
        let sum = before;
        for (let i = to; i < n; i++) sum += samples[i];
        const left = n - (to - from);
        for (; from < to; from++) before += samples[from];
        return sum / left;
      });
    },
  };
}
