import { assert, assertEquals, assertRejects } from "../assert.ts";
import { tf } from "../../lib/backend/tf.ts";
import { writeSafetensors } from "../../lib/io/formats/safetensors.ts";
import { type ClassifierData, readClassifier, trainClassifier } from "../../lib/metrics/classifier.ts";
import { featureLabel, momentsOfPictures } from "../../lib/metrics/features.ts";
import { Random } from "../../lib/numerics/random.ts";
import { tempDir } from "../io/temp_dir.ts";

/** Pictures of 8 × 8 whose left, right or upper half is bright, under noise. */
const count = 120, labels = Uint8Array.from({ length: count }, (_, i) => i % 3);
const data: ClassifierData = {
  name: "halves",
  shape: [8, 8, 1],
  count,
  labels,
  batch: (indices) =>
    Float32Array.from(
      Array.from(indices).flatMap((i) => {
        const noise = new Random(i, "noise").normals(64);
        return Array.from(noise, (value, k) => {
          const bright = [k % 8 < 4, k % 8 >= 4, k < 32][labels[i]];
          return Math.max(-1, Math.min(1, 0.3 * value + (bright ? 0.5 : -0.5)));
        });
      }),
    ),
};

Deno.test("trainClassifier() learns, is repeatable and says what it was made from; readClassifier() reads it back", async () => {
  await using dir = await tempDir();
  const options = { steps: 40, batchSize: 16, seed: 3 }, classifier = await trainClassifier(data, options);
  const { dataSet, dataChecksum, classes, accuracy, held, shape } = classifier.origin;
  assertEquals([dataSet, classes, held, shape, dataChecksum.length], ["halves", 3, 12, [8, 8, 1], 64]);
  assert(accuracy > 0.8, `accuracy ${accuracy}`);
  assertEquals((await trainClassifier(data, options)).checksum, classifier.checksum);
  await classifier.save(dir.file("a.safetensors"));
  const before = tf.memory().numTensors, read = await readClassifier(dir.file("a.safetensors"));
  assertEquals([featureLabel(read), read.origin], [featureLabel(classifier), classifier.origin]);
  assertEquals([read.name, read.distanceName, read.dimension], ["classifier-halves", "FCD", 64]);
  assertEquals((await momentsOfPictures(data, read, { batchSize: 50 })).n, count);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("trainClassifier() and readClassifier() name what is wrong", async () => {
  await using dir = await tempDir();
  await assertRejects(() => trainClassifier({ ...data, labels: undefined }), TypeError, "halves has no label for each");
  await assertRejects(() => trainClassifier({ ...data, shape: [6, 8, 1] }), RangeError, "multiples of 4, got 6 × 8");
  await assertRejects(() => trainClassifier(data, { held: 0 }), RangeError, "number of pictures held out");
  const path = dir.file("b.safetensors"), parameters = { shape: [2], values: new Float32Array(2) };
  await writeSafetensors(path, { parameters });
  await assertRejects(() => readClassifier(path), SyntaxError, "it holds no classifier");
  await writeSafetensors(path, { parameters }, { classifier: JSON.stringify({ shape: [8, 8, 1], classes: 3 }) });
  await assertRejects(() => readClassifier(path), SyntaxError, "parameters, got 2");
});
