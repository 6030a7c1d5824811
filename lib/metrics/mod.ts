/**
 * Distances between sets of samples, in float64, with what they assumed and how sure they are.
 * @module
 */
export { meanBitsPerDimension } from "./bits_per_dimension.ts";
export {
  Classifier,
  type ClassifierData,
  type ClassifierOptions,
  type ClassifierOrigin,
  readClassifier,
  trainClassifier,
} from "./classifier.ts";
export { energyDistance, energyDistances } from "./energy_distance.ts";
export {
  type FeatureExtractor,
  featureLabel,
  type FeatureOptions,
  featuresOfPictures,
  type FunctionFeatureOptions,
  functionFeatures,
  momentsOfPictures,
  type PictureShape,
  type PictureSource,
  rawFeatures,
} from "./features.ts";
export { type FrechetDistance, frechetDistance, type FrechetOptions } from "./frechet.ts";
export { type FrechetInfinity, frechetInfinity, type FrechetInfinityOptions } from "./frechet_infinity.ts";
export { type FrechetEstimate, frechetInterval, type FrechetIntervalOptions } from "./frechet_interval.ts";
export {
  type InceptionExtractor,
  inceptionFeatures,
  type InceptionOptions,
  readInception,
} from "./inception/extractor.ts";
export {
  type FoldedConvolution,
  type InceptionWeights,
  OFFICIAL_SHA256,
  readInceptionWeights,
} from "./inception/weights.ts";
export { inceptionFile, requireInception } from "./inception/file.ts";
export { inceptionScore, type InceptionScoreOptions } from "./inception_score.ts";
export { kernelDistance, type KernelDistanceOptions, squaredDiscrepancy } from "./kernel_distance.ts";
export {
  mergeMoments,
  MomentAccumulator,
  type MomentOptions,
  type MomentPart,
  type Moments,
  momentsOf,
  SLICE_ROWS,
} from "./moments.ts";
export {
  energyTest,
  type PermutationTest,
  permutationTest,
  type PermutationTestOptions,
  type RowStatistic,
  slicedWassersteinTest,
  type SlicedWassersteinTestOptions,
} from "./permutation.ts";
export {
  type DensityCoverage,
  densityCoverage,
  type NeighbourhoodOptions,
  type PrecisionRecall,
  precisionRecall,
} from "./precision_recall.ts";
export { meanPsnr, psnr } from "./psnr.ts";
export { type Features } from "./kernels/rows.ts";
export { shrink, type Shrinkage } from "./shrinkage.ts";
export { slicedWasserstein, type SlicedWassersteinOptions } from "./sliced_wasserstein.ts";
export { readStatistics, writeStatistics } from "./statistics.ts";
