import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { featureLabel } from "../../../lib/metrics/features.ts";
import { inceptionFeatures } from "../../../lib/metrics/inception/extractor.ts";
import { madeUpWeights } from "../../peers/inception_weights.ts";

const weights = madeUpWeights();

Deno.test("inceptionFeatures() repeats grey pictures, rounds to bytes and is FID only with the official weights", async () => {
  using extractor = await inceptionFeatures(weights, { batchSize: 1 });
  const grey = Float32Array.from({ length: 64 }, (_, i) => (i % 17) / 8.5 - 1);
  const colour = Float32Array.from({ length: 192 }, (_, i) => grey[Math.floor(i / 3)] + 0.001);
  assertEquals(await extractor.extract(grey, [8, 8, 1]), await extractor.extract(colour, [8, 8, 3]));
  assertEquals([extractor.dimension, featureLabel(extractor)], [2048, "inception-v3-fid@made up"]);
  assert(!extractor.distanceName.startsWith("FID"));
  using official = await inceptionFeatures({ ...weights, official: true });
  assertEquals(official.distanceName, "FID");
  await assertRejects(() => extractor.extract(new Float32Array(8), [2, 2, 2]), TypeError, "1 or 3 channels, got 2");
});
