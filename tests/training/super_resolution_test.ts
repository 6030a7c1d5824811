import { startBackend } from "../../lib/backend/choice/start.ts";
import { makeUNet } from "../../lib/nn/unet.ts";
import { ddim } from "../../lib/samplers/methods/ddim.ts";
import { gridLevels, respacedSteps } from "../../lib/samplers/levels.ts";
import { drawSamples } from "../../lib/predictors/network_samples.ts";
import { coarsePictures, superResolution } from "../../lib/training/super_resolution.ts";
import { train } from "../../lib/training/runs/train.ts";
import { trainTogether } from "../../lib/training/runs/together.ts";
import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "../assert.ts";
import { grid, pictureRun } from "./fixtures.ts";

Deno.test("coarsePictures() averages each square and repeats the mean over it, channel by channel", () => {
  const picture = Float32Array.from({ length: 2 * 4 * 2 }, (_, i) => i);
  // Rows of four pixels with two channels: the first square's first channel holds 0, 2, 8 and 10.
  const [a, b, c, d] = [5, 6, 9, 10], row = [a, b, a, b, c, d, c, d];
  assertEquals([...coarsePictures(picture, [2, 4, 2], 2)], [...row, ...row]);
  assertEquals([...coarsePictures(new Float32Array([...picture, ...picture]), [2, 4, 2], 2)].slice(16), [
    ...row,
    ...row,
  ]);
  assertThrows(() => coarsePictures(new Float32Array(17), [2, 4, 2], 2), TypeError, "must have length 16, got 17");
});

Deno.test("superResolution() gives each picture its coarse self, and decodes it once", async () => {
  const { data } = pictureRun();
  let asked = 0;
  const counted = { ...data, batch: (indices: Uint32Array) => (asked++, data.batch(indices)) };
  const wrapped = superResolution(counted, 2), indices = Uint32Array.of(3, 1);
  const [pictures, coarse] = [await wrapped.batch(indices), await wrapped.image!.batch(indices)];
  assertEquals([asked, pictures.length], [1, 32]);
  assertEquals(coarse, coarsePictures(pictures, [4, 4, 1], 2));
  assertThrows(() => superResolution(data, 3), RangeError, "factor must divide the height 4, got 3");
  assertThrows(
    () => superResolution({ ...data, shape: [16] }, 2),
    TypeError,
    "samples must be pictures, got shape [16]",
  );
});

Deno.test("train() and drawSamples() tell an image-conditional network its pictures, in workers too", async () => {
  await startBackend("wasm");
  const run = pictureRun({ steps: 40, learningRate: 0.01, warmup: 0 });
  const network = makeUNet({
    shape: [4, 4, 1],
    base: 4,
    groups: 2,
    multipliers: [1, 2],
    embedding: 8,
    imageChannels: 1,
  });
  const conditional = { ...run, network, data: superResolution(run.data, 2) };
  const trained = await train(conditional);
  const [alone] = await trainTogether([conditional, conditional], { workers: 2 });
  assertEquals(alone.lastWeights, trained.lastWeights);
  const plan = ddim(gridLevels(grid, respacedSteps(grid.steps, 4)));
  const image = await conditional.data.image!.batch(Uint32Array.of(0, 1, 2)), count = 3;
  const whole = await drawSamples(trained, plan, { count, image }),
    cut = await drawSamples(trained, plan, { count, image, batch: 2 });
  whole.forEach((value, i) => assertAlmostEquals(cut[i], value, 1e-4));
  const other = await drawSamples(trained, plan, { count, image: image.map((value) => -value) });
  assert(whole.some((value, i) => Math.abs(value - other[i]) > 1e-3));
  await assertRejects(
    () => drawSamples(trained, plan, { count }),
    TypeError,
    "image must have shape [3, 4, 4, 1], got none",
  );
  await assertRejects(
    () => drawSamples(trained, plan, { count: 2, image }),
    TypeError,
    "image must have length 32, got 48",
  );
  await assertRejects(() => train({ ...run, network }), TypeError, "a picture of 1 channels, noise has none");
  trained.dispose();
});
