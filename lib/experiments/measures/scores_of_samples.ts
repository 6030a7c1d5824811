/**
 * Samples against data: one number for each metric that a run asks for.
 * @module
 */
import { checkClassifier, CLASSIFIER_FEATURES, type ClassifierOptions } from "../../metrics/classifier.ts";
import { energyDistance, FEWEST_ENERGY } from "../../metrics/energy_distance.ts";
import {
  type FeatureExtractor,
  featuresOfPictures,
  momentsOfPictures,
  type PictureShape,
} from "../../metrics/features.ts";
import { fewestForInterval, frechetInterval } from "../../metrics/frechet_interval.ts";
import { INCEPTION_FEATURES } from "../../metrics/inception/architecture.ts";
import { requireInception } from "../../metrics/inception/file.ts";
import { readInceptionWeights } from "../../metrics/inception/weights.ts";
import { kernelDistance } from "../../metrics/kernel_distance.ts";
import { FEWEST_SLICED, slicedWasserstein } from "../../metrics/sliced_wasserstein.ts";
import type { Interval } from "../../numerics/stats.ts";
import type { MetricName } from "../config/run_config.ts";
import type { RunData } from "../config/run_data.ts";
import type { Score } from "../store/scores.ts";

/** What metrics on features need. */
export interface Extractors {
  /** The data set's own small classifier. */
  classifier(): Promise<FeatureExtractor>;
  /** The Inception network. */
  inception(): Promise<FeatureExtractor>;
}

/** How a data set's classifier is trained; the same for all its runs, so that their distances can be compared. */
export const CLASSIFIER: ClassifierOptions = { steps: 500, seed: 0 };

/** A kernel distance is the mean over so many blocks, whose spread gives its interval. */
const KERNEL_BLOCKS = 10;

/** The most points that distances between all pairs are taken of. */
const MOST_PAIRED = 4096;

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
export async function checkMetrics(metrics: readonly MetricName[], count: number, data: RunData): Promise<void> {
  for (const name of metrics) {
    const { pictures, check } = METRICS[name];
    if (pictures && data.pictures === undefined) throw notPictures(name, data);
    await check(name, count, data);
  }
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
  metrics: readonly MetricName[],
  samples: Float32Array,
  data: RunData,
  extractors: Extractors,
  seed: number,
): Promise<Score[]> {
  const { shape } = data.training, size = shape.reduce((a, b) => a * b, 1), n = samples.length / size;
  const scores: Score[] = [];
  for (const name of metrics) {
    const found = METRICS[name];
    if (found.pictures && data.pictures === undefined) throw notPictures(name, data);
    const { metric, interval } = await found.measure({ samples, size, n, data, extractors, seed });
    scores.push({ metric, value: interval.value, low: interval.low, high: interval.high, n, seed });
  }
  return scores;
}

function notPictures(name: MetricName, data: RunData): RangeError {
  return new RangeError(`Cannot measure ${name}: it is for pictures, the data are ${data.training.name}`);
}

interface Measured {
  readonly metric: string;
  readonly interval: Interval;
}

interface Asked {
  readonly samples: Float32Array;
  readonly size: number;
  readonly n: number;
  readonly data: RunData;
  readonly extractors: Extractors;
  readonly seed: number;
}

/** What a metric is for, what it needs, and how it is measured: what must fail fails in `check`, before training. */
interface Metric {
  readonly pictures: boolean;
  readonly check: (name: MetricName, count: number, data: RunData) => void | Promise<void>;
  readonly measure: (asked: Asked) => Promise<Measured>;
}

const METRICS: Record<MetricName, Metric> = {
  "energy": {
    pictures: false,
    check: (name, count, data) => checkCounts(name, count, data, FEWEST_ENERGY),
    async measure({ samples, size, n, data, seed }) {
      const some = Float64Array.from(samples.subarray(0, Math.min(n, MOST_PAIRED) * size));
      const interval = energyDistance(some, await data.fresh(Math.min(MOST_PAIRED, 2 * n), seed), size);
      return { metric: "energy distance", interval };
    },
  },
  "sliced-wasserstein": {
    pictures: false,
    check: (name, count, data) => checkCounts(name, count, data, FEWEST_SLICED),
    async measure({ samples, size, n, data, seed }) {
      const fresh = await data.fresh(n, seed);
      const interval = slicedWasserstein(Float64Array.from(samples), fresh, { dimension: size, seed });
      return { metric: "sliced Wasserstein distance", interval };
    },
  },
  "fcd": {
    pictures: true,
    check(name, count, data) {
      checkClassifier(data.pictures!, CLASSIFIER);
      checkCounts(name, count, data, fewestForInterval(CLASSIFIER_FEATURES), CLASSIFIER_FEATURES + 1);
    },
    measure: (asked) => frechet(asked, asked.extractors.classifier()),
  },
  "fid": {
    pictures: true,
    async check(name, count, data) {
      await checkInception(name, data);
      checkCounts(name, count, data, fewestForInterval(INCEPTION_FEATURES), INCEPTION_FEATURES + 1);
    },
    measure: (asked) => frechet(asked, asked.extractors.inception()),
  },
  "kcd": {
    pictures: true,
    check(name, count, data) {
      checkClassifier(data.pictures!, CLASSIFIER);
      checkCounts(name, count, data, FEWEST_KERNEL);
    },
    measure: (asked) => kernel(asked, "KCD", asked.extractors.classifier()),
  },
  "kid": {
    pictures: true,
    async check(name, count, data) {
      await checkInception(name, data);
      checkCounts(name, count, data, FEWEST_KERNEL);
    },
    measure: (asked) => kernel(asked, "KID", asked.extractors.inception()),
  },
};

/** Two blocks of two. */
const FEWEST_KERNEL = 4;

/** A law gives as many data as are asked for; of pictures there are as many as there are. */
function checkCounts(name: MetricName, count: number, { pictures }: RunData, fewest: number, ofData = fewest): void {
  if (count < fewest) {
    throw new RangeError(`Cannot measure ${name}: it takes at least ${fewest} samples, sampler.count is ${count}`);
  }
  if (pictures !== undefined && pictures.count < ofData) {
    const few = `${pictures.name} has ${pictures.count}`;
    throw new RangeError(`Cannot measure ${name}: it takes at least ${ofData} pictures to compare with, ${few}`);
  }
}

async function checkInception(name: MetricName, { pictures }: RunData): Promise<void> {
  const path = await requireInception(`measure ${name}`), { shape: [, , channels] } = pictures!;
  if (channels !== 1 && channels !== 3) {
    throw new RangeError(`Cannot measure ${name}: pictures must have 1 or 3 channels, got ${channels}`);
  }
  await readInceptionWeights(path);
}

/** The Fréchet distance to all pictures of the set, whose moments count as exact: its interval is over samples. */
async function frechet({ samples, data, seed }: Asked, asked: Promise<FeatureExtractor>): Promise<Measured> {
  const extractor = await asked, pictures = data.pictures!;
  const reference = await momentsOfPictures(pictures, extractor);
  const ours = await featuresOf(samples, pictures.shape, extractor);
  const { interval } = await frechetInterval(reference, ours, extractor.dimension, { seed });
  return { metric: extractor.distanceName, interval };
}

async function kernel(
  { samples, n, data, seed }: Asked,
  metric: string,
  asked: Promise<FeatureExtractor>,
): Promise<Measured> {
  const extractor = await asked, pictures = data.pictures!;
  const theirs = await featuresOfPictures(pictures, extractor);
  const blockSize = Math.max(2, Math.floor(Math.min(n, pictures.count) / KERNEL_BLOCKS));
  const ours = await featuresOf(samples, pictures.shape, extractor);
  return { metric, interval: kernelDistance(theirs, ours, extractor.dimension, { blockSize, seed }) };
}

function featuresOf(samples: Float32Array, shape: PictureShape, extractor: FeatureExtractor): Promise<Float32Array> {
  const size = shape[0] * shape[1] * shape[2];
  const batch = (indices: ArrayLike<number>) => {
    const out = new Float32Array(indices.length * size);
    for (let i = 0; i < indices.length; i++) {
      out.set(samples.subarray(indices[i] * size, (indices[i] + 1) * size), i * size);
    }
    return out;
  };
  return featuresOfPictures({ shape, count: samples.length / size, batch }, extractor);
}
