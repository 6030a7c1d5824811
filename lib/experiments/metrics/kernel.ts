/**
 * Kernel distances of features: of the data set's own classifier, or Inception's.
 * @module
 */
import { checkClassifier } from "../../metrics/classifier.ts";
import { type FeatureExtractor, featuresOfPictures } from "../../metrics/features.ts";
import { kernelDistance } from "../../metrics/kernel_distance.ts";
import { checkCounts, checkInception } from "./counts.ts";
import type { MetricEntry, Scored } from "./entry.ts";
import { CLASSIFIER } from "./frechet.ts";
import { featuresOfSamples } from "./sample_features.ts";

/** Two blocks of two. */
const FEWEST = 4;

/** A kernel distance is the mean over so many blocks, whose spread gives its interval. */
const BLOCKS = 10;

/** The entry of KCD. */
export const kcdEntry: MetricEntry = {
  name: "kcd",
  source: "the kernel distance of Bińkowski et al. 2018, on the features of a classifier of the data",
  pictures: true,
  check(count, data) {
    checkClassifier(data.pictures!, CLASSIFIER);
    checkCounts("kcd", count, data, FEWEST);
  },
  measure: (scored) => measure(scored, "KCD", scored.extractors.classifier()),
};

/** The entry of KID. */
export const kidEntry: MetricEntry = {
  name: "kid",
  source: "Bińkowski et al. 2018, with pytorch-fid's Inception network",
  pictures: true,
  async check(count, data) {
    await checkInception("kid", data);
    checkCounts("kid", count, data, FEWEST);
  },
  measure: (scored) => measure(scored, "KID", scored.extractors.inception()),
};

async function measure(scored: Scored, metric: string, asked: Promise<FeatureExtractor>) {
  const extractor = await asked, { n, data, seed } = scored, pictures = data.pictures!;
  const theirs = await featuresOfPictures(pictures, extractor);
  const blockSize = Math.max(2, Math.floor(Math.min(n, pictures.count) / BLOCKS));
  const ours = await featuresOfSamples(scored, extractor);
  return { metric, interval: kernelDistance(theirs, ours, extractor.dimension, { blockSize, seed }) };
}
