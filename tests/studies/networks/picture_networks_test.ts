import { ddpmLinearGrid } from "../../../lib/schedules/grid.ts";
import { samplers } from "../../../lib/samplers/methods/registry.ts";
import {
  compareNetworkSamplers,
  measurePair,
  picturePair,
  picturesOf,
  rememberedPictures,
  samplePair,
} from "../../../lib/studies/networks/picture_networks.ts";
import { withEnv } from "../../with_env.ts";
import { assert, assertEquals } from "../../assert.ts";

const grid = ddpmLinearGrid(), sharing = { until: 100, intervals: 5 }, size = [8, 8] as const;

Deno.test("picturePair() trains once, when it is asked, and what is measured of it has the studies' shapes", async () => {
  const told: string[] = [], lines: string[] = [];
  const pair = picturePair({
    dataSet: "procedural",
    size,
    base: 8,
    batch: 2,
    steps: 1,
    seed: 0,
    grid,
    sharing,
    onProgress: (name, step, total) => void told.push(`${name} ${step}/${total}`),
    say: (line) => void lines.push(line),
  });
  assertEquals(pair.backend(), null);
  await withEnv({ NEARZERO_BACKEND: "wasm" }, async () => {
    const { plain, shared, about } = await pair.networks();
    assertEquals(await pair.networks(), await pair.networks());
    assertEquals([about.data, about.backend, plain.condition(30), shared.condition(30)], [
      "procedural",
      "wasm",
      30,
      20,
    ]);
    assert(told.includes("DDPM 1/1") && told.includes("E-TSDM 1/1") && lines.length === 2);
    const { curves } = await measurePair(pair, { grid, sharing, seed: 0, samples: 2 });
    assertEquals(curves["E-TSDM"].points.slice(0, 19).map(({ estimate }) => estimate.value), Array(19).fill(0));
    assertEquals(curves["DDPM"].points.length, 120);
    // Near the data of points the ideal predictor changes most at first.
    const { points } = curves["ideal predictor"];
    assert(points[0].estimate.value > points[50].estimate.value);
    const rows = await samplePair(pair, { grid, seed: 0, shown: 2, walk: 2 });
    assertEquals(rows.map(({ label, pictures }) => [label, pictures.length]), [["data", 128], ["DDPM", 128], [
      "E-TSDM",
      128,
    ]]);
    const asked = { grid, samplers: samplers.slice(2, 3), few: [2], count: 6, parts: 2, real: 6 };
    const { rows: [row] } = await compareNetworkSamplers(pair, asked);
    assertEquals([row.sampler, row.budget, row.plain.length, row.pair.length], ["DDIM", 2, 2, 2]);
  });
  assert(pair.backend()?.startsWith("wasm"));
});

Deno.test("rememberedPictures() are the pictures themselves: at little noise the ideal predictor names them", async () => {
  const pictures = await picturesOf("procedural", size), oracle = await rememberedPictures(pictures, 4, 0);
  assertEquals([oracle.dimension, oracle.singular], [64, true]);
  const first = oracle.x0(new Float64Array(64), { alpha: 1, sigma: 0.01 });
  // The nearest picture to a point is one of the four.
  const all = new Set<string>();
  for (let i = 0; i < pictures.count; i++) {
    all.add(Array.from(await pictures.batch(Uint32Array.of(i))).map((v) => v.toFixed(4)).join());
  }
  assert(all.has(Array.from(first, (value) => value.toFixed(4)).join()));
});
