import { join } from "node:path";
import { startBackend } from "../../../lib/backend/choice/start.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { openDiffusers } from "../../../lib/pretrained/diffusers/open.ts";
import { writeDiffusers } from "../../../lib/pretrained/diffusers/write.ts";
import { assertAlmostEquals, assertEquals, assertLess, assertRejects } from "../../assert.ts";
import { numbers } from "../numbers.ts";
import { someTrained } from "../some_network.ts";

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  await test(folder).finally(() => Deno.remove(folder, { recursive: true }));
}

Deno.test("writeDiffusers() and openDiffusers() give back the same bytes of weights", async () => {
  const variants = [
    { down: "stride", up: "convolution" },
    { down: "stride", up: "convolution", stridePadding: "both", attention: [8, 4], attentionUp: [8], normEps: 1e-6 },
    { down: "residual", up: "residual", injection: "film", heads: 1, waveShift: 0, waveOrder: "cos-sin" },
    { down: "stride", up: "convolution", attendMiddle: false, attention: [], centre: true },
    { down: "stride", up: "convolution", headWidth: 4, blocks: 2, middleScale: 0.5 },
  ] as const;
  for (const options of variants) {
    await inFolder(async (folder) => {
      const trained = someTrained(options);
      await writeDiffusers(folder, trained, "test");
      const { network, weights, path } = await openDiffusers(folder);
      assertEquals(network!.config, trained.network.config);
      assertEquals(weights, trained.weights);
      for (const step of [0, 1, 500, 999]) {
        const [mine, theirs] = [trained.path.levelAt(step), path.levelAt(step)];
        assertAlmostEquals(theirs.sigma / mine.sigma, 1, 1e-12);
      }
    });
  }
});

Deno.test("writeDiffusers() makes averages and repetitions convolutions that do the same", async () => {
  await startBackend("cpu");
  await inFolder(async (folder) => {
    const trained = someTrained({ classes: 2 }, true);
    await writeDiffusers(folder, trained, "test");
    const model = await openDiffusers(folder),
      told: number[] = JSON.parse(await Deno.readTextFile(join(folder, "told.json")));
    assertEquals([told[19], told[20], told[99], told[100], told[998]], [0, 20, 80, 100, 998]);
    const x = tf.tensor(Float32Array.from(numbers("x", 128)), [2, 8, 8, 1]), labels = Int32Array.of(1, -1);
    const mine = trained.predict(x, 37, { labels });
    const theirs = await model.predict(x, told[37], { labels: Int32Array.of(1, 2) });
    const apart = tf.max(tf.abs(tf.sub(mine, theirs))), largest = tf.max(tf.abs(mine));
    assertLess((await apart.data())[0] / (await largest.data())[0], 2e-6);
    tf.dispose([x, mine, theirs, apart, largest]);
    trained.dispose();
    model.dispose();
  });
});

Deno.test("writeDiffusers() says what diffusers does not have", async () => {
  await inFolder(async (folder) => {
    const refused = (options: Parameters<typeof someTrained>[0], message: string) =>
      assertRejects(() => writeDiffusers(folder, someTrained(options), "test"), RangeError, message);
    await refused({ skips: "blocks" }, `takes a skip from every step down, got skips "blocks"`);
    await refused({ timeEmbedding: "fourier" }, `is told sinusoids, got timeEmbedding "fourier"`);
    await refused({ imageChannels: 1 }, "takes no picture beside the sample");
    await refused({ down: "residual" }, "resamples both ways in residual blocks, or none");
  });
});
