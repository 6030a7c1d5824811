/**
 * Fréchet distances of features: of the data set's own classifier, or Inception's.
 * @module
 */
import { checkClassifier, CLASSIFIER_FEATURES, type ClassifierOptions } from "../../metrics/classifier.ts";
import { type FeatureExtractor, momentsOfPictures } from "../../metrics/features.ts";
import { fewestForInterval, frechetInterval } from "../../metrics/frechet_interval.ts";
import { INCEPTION_FEATURES } from "../../metrics/inception/architecture.ts";
import { checkCounts, checkInception } from "./counts.ts";
import type { MetricEntry, Scored } from "./entry.ts";
import { featuresOfSamples } from "./sample_features.ts";

/** How a data set's classifier is trained; the same for all its runs, so that their distances can be compared. */
export const CLASSIFIER: ClassifierOptions = { steps: 500, seed: 0 };

/** The entry of FCD. */
export const fcdEntry: MetricEntry = {
  name: "fcd",
  source: "the Fréchet distance of Heusel et al. 2017, on the features of a classifier of the data",
  pictures: true,
  check(count, data) {
    checkClassifier(data.pictures!, CLASSIFIER);
    checkCounts("fcd", count, data, fewestForInterval(CLASSIFIER_FEATURES), CLASSIFIER_FEATURES + 1);
  },
  measure: (scored) => measure(scored, scored.extractors.classifier()),
};

/** The entry of FID. */
export const fidEntry: MetricEntry = {
  name: "fid",
  source: "Heusel et al. 2017, with pytorch-fid's Inception network",
  pictures: true,
  async check(count, data) {
    await checkInception("fid", data);
    checkCounts("fid", count, data, fewestForInterval(INCEPTION_FEATURES), INCEPTION_FEATURES + 1);
  },
  measure: (scored) => measure(scored, scored.extractors.inception()),
};

/** The distance to all pictures of the set, whose moments count as exact: its interval is over samples. */
async function measure(scored: Scored, asked: Promise<FeatureExtractor>) {
  const extractor = await asked, { data, seed } = scored;
  const reference = await momentsOfPictures(data.pictures!, extractor);
  const ours = await featuresOfSamples(scored, extractor);
  const { interval } = await frechetInterval(reference, ours, extractor.dimension, { seed });
  return { metric: extractor.distanceName, interval };
}
