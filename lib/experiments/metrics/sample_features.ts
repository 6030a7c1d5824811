/**
 * Features of samples that are pictures.
 * @module
 */
import { type FeatureExtractor, featuresOfPictures } from "../../metrics/features.ts";
import type { Scored } from "./entry.ts";

/**
 * The features of samples.
 * @param scored The samples, pictures of the data's shape.
 * @param extractor The extractor.
 * @returns n × its dimension.
 */
export function featuresOfSamples(
  { samples, size, n, data }: Scored,
  extractor: FeatureExtractor,
): Promise<Float32Array> {
  const batch = (indices: ArrayLike<number>) => {
    const out = new Float32Array(indices.length * size);
    for (let i = 0; i < indices.length; i++) {
      out.set(samples.subarray(indices[i] * size, (indices[i] + 1) * size), i * size);
    }
    return out;
  };
  return featuresOfPictures({ shape: data.pictures!.shape, count: n, batch }, extractor);
}
