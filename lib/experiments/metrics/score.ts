/**
 * Samples against data: one number for each metric that a run asks for.
 * @module
 */
import type { Score } from "../store/scores.ts";
import type { Extractors, MetricData, MetricEntry } from "./entry.ts";
import { metricEntries } from "./registry.ts";

/**
 * Checks that samples can be scored, before there are any.
 * @param metrics Which metrics.
 * @param count How many samples there will be.
 * @param data The data.
 * @throws {TypeError} If a metric needs labels and the data have none.
 * @throws {RangeError} If a metric does not suit the data, or there are too few samples or data for it.
 * @throws {SyntaxError} If the Inception network's weights are damaged.
 * @throws {Error} If they are asked for and not there; the message says how to get them.
 */
export async function checkMetrics(metrics: readonly string[], count: number, data: MetricData): Promise<void> {
  for (const name of metrics) await suited(name, data).check(count, data);
}

/**
 * Scores samples.
 * @param metrics Which metrics.
 * @param samples n × the size of one.
 * @param data The data.
 * @param extractors What metrics on features need.
 * @param seed Everything drawn follows it.
 * @returns One score for each metric, in their order.
 * @throws {RangeError} If a metric does not suit the data, or there are too few samples for it.
 */
export async function scoreSamples(
  metrics: readonly string[],
  samples: Float32Array,
  data: MetricData,
  extractors: Extractors,
  seed: number,
): Promise<Score[]> {
  const size = data.training.shape.reduce((a, b) => a * b, 1), n = samples.length / size;
  const scores: Score[] = [];
  for (const name of metrics) {
    const { metric, interval } = await suited(name, data).measure({ samples, size, n, data, extractors, seed });
    scores.push({ metric, value: interval.value, low: interval.low, high: interval.high, n, seed });
  }
  return scores;
}

function suited(name: string, { pictures, training }: MetricData): MetricEntry {
  const found = metricEntries.find((entry) => entry.name === name)!;
  if (!found.pictures || pictures !== undefined) return found;
  throw new RangeError(`Cannot measure ${name}: it is for pictures, the data are ${training.name}`);
}
