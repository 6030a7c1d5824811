import { loadRunData, pickedBeside } from "../../../lib/experiments/config/run_data.ts";
import type { PicturesConfig } from "../../../lib/experiments/config/data_config.ts";
import { checkMetrics, scoreSamples } from "../../../lib/experiments/metrics/score.ts";
import { coarsePictures } from "../../../lib/training/super_resolution.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";

const config: PicturesConfig = { kind: "pictures", name: "procedural", size: 8, limit: 40 };
const indices = (count: number) => Uint32Array.from({ length: count }, (_, i) => i);
const none = {
  classifier: () => Promise.reject(new Error("none")),
  inception: () => Promise.reject(new Error("none")),
};

Deno.test("loadRunData() holds pictures out of the training, evenly spread, and tells samples of those", async () => {
  const all = await loadRunData(config), held = await loadRunData({ ...config, heldOut: 4 });
  assertEquals([held.training.count, held.beside.count, held.pictures!.count], [36, 4, 40]);
  const some = async (which: number[]) => await all.training.batch(Uint32Array.from(which));
  assertEquals(await held.beside.batch(indices(4)), await some([0, 10, 20, 30]));
  assertEquals(
    await held.training.batch(indices(36)),
    await some(Array.from({ length: 40 }, (_, i) => i).filter((i) => i % 10 !== 0)),
  );
  assertEquals(all.beside, all.training);
  await assertRejects(
    () => loadRunData({ ...config, heldOut: 40 }),
    RangeError,
    "heldOut must leave pictures to train on, got 40 of 40",
  );
});

Deno.test("the metric psnr holds each sample against the picture whose coarse self it was told", async () => {
  const data = await loadRunData({ ...config, superResolution: 4, heldOut: 8 }), count = 6, seed = 3;
  const references = await data.references!(count, seed), coarse = coarsePictures(references, [8, 8, 1], 4);
  assertEquals(await data.beside.image!.batch(pickedBeside(data.beside, count, seed)), coarse);
  const shifted = references.map((value) => value + 0.02),
    [{ metric, value, n }] = await scoreSamples(
      ["psnr"],
      shifted,
      data,
      none,
      seed,
    );
  assertEquals([metric, n], ["PSNR", count]);
  assert(Math.abs(value! - 40) < 1e-4, `${value}`); // A hundredth of the span from black to white.
  await assertRejects(
    async () => await checkMetrics(["psnr"], count, await loadRunData(config)),
    RangeError,
    "Cannot measure psnr: it takes samples that were told coarse pictures",
  );
});
