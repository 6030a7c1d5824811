/**
 * Distances between sets of samples, in float64, with what they assumed and how sure they are.
 * @module
 */
export { meanBitsPerDimension } from "./bits_per_dimension.ts";
export { Classifier, readClassifier, trainClassifier } from "./classifier.ts";
export { energyDistance, energyDistances } from "./energy_distance.ts";
export {
  type FeatureExtractor,
  type FeatureOptions,
  featuresOfPictures,
  functionFeatures,
  momentsOfPictures,
  rawFeatures,
} from "./features.ts";
export { type FrechetDistance, frechetDistance } from "./frechet.ts";
export { type FrechetInfinity, frechetInfinity } from "./frechet_infinity.ts";
export { type FrechetEstimate, frechetInterval } from "./frechet_interval.ts";
export { inceptionFeatures, readInception } from "./inception/extractor.ts";
export { inceptionScore } from "./inception_score.ts";
export { kernelDistance } from "./kernel_distance.ts";
export { mergeMoments, type Moments, momentsOf } from "./moments.ts";
export { energyTest, type PermutationTest, permutationTest, slicedWassersteinTest } from "./permutation.ts";
export { type DensityCoverage, densityCoverage, type PrecisionRecall, precisionRecall } from "./precision_recall.ts";
export { psnr } from "./psnr.ts";
export { slicedWasserstein } from "./sliced_wasserstein.ts";
export { readStatistics, writeStatistics } from "./statistics.ts";
