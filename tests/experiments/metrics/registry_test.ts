import { join } from "node:path";
import type { MetricData } from "../../../lib/experiments/metrics/entry.ts";
import { metricEntries } from "../../../lib/experiments/metrics/registry.ts";
import { checkMetrics, scoreSamples } from "../../../lib/experiments/metrics/score.ts";
import { checkout } from "../../../lib/io/checkout.ts";
import { Random } from "../../../lib/numerics/random.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";

const points: MetricData = {
  training: { name: "normal", shape: [2] },
  fresh: (count, seed) => Promise.resolve(new Random(seed, "fresh").normals(2 * count)),
};
const none = {
  classifier: () => Promise.reject(new Error("none")),
  inception: () => Promise.reject(new Error("none")),
};

Deno.test("metricEntries has every entry that a file declares, each name once", async () => {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(join(checkout, "lib", "experiments", "metrics"))) {
    const text = await Deno.readTextFile(join(checkout, "lib", "experiments", "metrics", name));
    names.push(...[...text.matchAll(/^export const \w+Entry: .*\n +name: "(.*)"/gm)].map(([, found]) => found));
  }
  assertEquals(metricEntries.map(({ name }) => name).sort(), names.sort());
  assertEquals(new Set(names).size, names.length);
});

for (const { name, pictures } of metricEntries) {
  Deno.test(`the metric ${name} refuses too few samples, and points where it is for pictures`, async () => {
    await assertRejects(() => checkMetrics([name], 1, points), RangeError, `Cannot measure ${name}: it `);
    if (pictures) {
      await assertRejects(
        () => checkMetrics([name], 1e6, points),
        RangeError,
        "it is for pictures, the data are normal",
      );
    } else await checkMetrics([name], 1000, points);
  });
}

Deno.test("scoreSamples() tells samples of another law from those of the same, with intervals", async () => {
  const names = metricEntries.filter(({ pictures }) => !pictures).map(({ name }) => name);
  const drawn = new Random(5, "samples").normals(2 * 400);
  const same = await scoreSamples(names, Float32Array.from(drawn), points, none, 1);
  const other = await scoreSamples(names, Float32Array.from(drawn, (value) => value + 1), points, none, 1);
  for (const [i, { n, low, high, value }] of other.entries()) {
    assertEquals(n, 400);
    assert(low! <= value! && value! <= high!);
    assert(low! > same[i].high!, names[i]);
  }
});
